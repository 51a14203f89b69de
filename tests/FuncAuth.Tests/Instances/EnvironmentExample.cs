namespace FuncAuth.Tests.Instances;

/// <summary>
/// The Environment of a development instance that knows people by password and e-mail code: the example of the contract (Frontend API), cut
/// down to that.
/// </summary>
internal static class EnvironmentExample
{
    public const string Json = """
        {
          "auth_config": {
            "object": "auth_config", "id": "aac_1", "first_name": "on", "last_name": "on", "email_address": "required",
            "phone_number": "off", "username": "on", "password": "required", "identification_requirements": [["email_address"]],
            "identification_strategies": ["email_address", "username"], "first_factors": ["password", "email_code"], "second_factors": [],
            "email_address_verification_strategies": ["email_code"], "single_session_mode": true, "enhanced_email_deliverability": false,
            "test_mode": true, "url_based_session_syncing": true, "claimed_at": null, "reverification": false,
            "native_settings": {
              "object": "native_settings", "api_enabled": false, "trusted_device_sign_in_enabled": false,
              "trusted_device_enrollment_prompt_after_sign_in_enabled": false,
              "trusted_device_enrollment_prompt_after_sign_up_enabled": false
            }
          },
          "display_config": {
            "object": "display_config", "id": "dconf_1", "instance_environment_type": "development", "application_name": "My app",
            "theme": {}, "preferred_sign_in_strategy": "password", "home_url": "/", "sign_in_url": "/sign-in", "sign_up_url": "/sign-up",
            "user_profile_url": "/user", "waitlist_url": "/waitlist", "oauth_consent_url": "", "after_sign_in_url": "/",
            "after_sign_up_url": "/", "after_sign_out_one_url": "/", "after_sign_out_all_url": "/", "after_switch_session_url": "/",
            "after_join_waitlist_url": "/", "organization_profile_url": "/", "create_organization_url": "/",
            "after_leave_organization_url": "/", "after_create_organization_url": "/", "logo_link_url": "/", "logo_image_url": null,
            "favicon_image_url": null, "support_email": null, "branded": false, "experimental_force_oauth_first": false,
            "clerk_js_version": "6", "show_devmode_warning": false, "google_one_tap_client_id": null, "help_url": null,
            "privacy_policy_url": null, "terms_url": null, "logo_url": null, "favicon_url": null, "logo_image": null,
            "favicon_image": null, "captcha_public_key": null, "captcha_widget_type": null, "captcha_public_key_invisible": null,
            "captcha_provider": null, "captcha_oauth_bypass": [], "captcha_heartbeat": false
          },
          "user_settings": {
            "attributes": {
              "email_address": {
                "enabled": true, "required": true, "used_for_first_factor": true, "first_factors": ["email_code"],
                "used_for_second_factor": false, "second_factors": [], "verifications": ["email_code"], "verify_at_sign_up": true, "immutable": false
              },
              "phone_number": {
                "enabled": false, "required": false, "used_for_first_factor": false, "first_factors": [], "used_for_second_factor": false,
                "second_factors": [], "verifications": [], "verify_at_sign_up": false, "immutable": false
              },
              "username": {
                "enabled": true, "required": false, "used_for_first_factor": true, "first_factors": [], "used_for_second_factor": false,
                "second_factors": [], "verifications": [], "verify_at_sign_up": false, "immutable": false
              },
              "web3_wallet": {
                "enabled": false, "required": false, "used_for_first_factor": false, "first_factors": [], "used_for_second_factor": false,
                "second_factors": [], "verifications": [], "verify_at_sign_up": false, "immutable": false
              },
              "first_name": {
                "enabled": true, "required": false, "used_for_first_factor": false, "first_factors": [], "used_for_second_factor": false,
                "second_factors": [], "verifications": [], "verify_at_sign_up": false, "immutable": false
              },
              "last_name": {
                "enabled": true, "required": false, "used_for_first_factor": false, "first_factors": [], "used_for_second_factor": false,
                "second_factors": [], "verifications": [], "verify_at_sign_up": false, "immutable": false
              },
              "password": {
                "enabled": true, "required": true, "used_for_first_factor": false, "first_factors": [], "used_for_second_factor": false,
                "second_factors": [], "verifications": [], "verify_at_sign_up": false, "immutable": false
              },
              "authenticator_app": {
                "enabled": false, "required": false, "used_for_first_factor": false, "first_factors": [], "used_for_second_factor": false,
                "second_factors": [], "verifications": [], "verify_at_sign_up": false, "immutable": false
              },
              "ticket": {
                "enabled": false, "required": false, "used_for_first_factor": false, "first_factors": [], "used_for_second_factor": false,
                "second_factors": [], "verifications": [], "verify_at_sign_up": false, "immutable": false
              },
              "backup_code": {
                "enabled": false, "required": false, "used_for_first_factor": false, "first_factors": [], "used_for_second_factor": false,
                "second_factors": [], "verifications": [], "verify_at_sign_up": false, "immutable": false
              },
              "passkey": {
                "enabled": false, "required": false, "used_for_first_factor": false, "first_factors": [], "used_for_second_factor": false,
                "second_factors": [], "verifications": [], "verify_at_sign_up": false, "immutable": false
              }
            },
            "social": {}, "saml": {"enabled": false}, "enterprise_sso": {"enabled": false, "self_serve_sso": false},
            "sign_in": {"second_factor": {"required": false}},
            "sign_up": {
              "captcha_enabled": false, "captcha_widget_type": "invisible", "custom_action_required": false, "progressive": true,
              "mode": "public", "legal_consent_enabled": false
            },
            "restrictions": {
              "allowlist": {"enabled": false}, "blocklist": {"enabled": false},
              "allowlist_blocklist_disabled_on_sign_in": {"enabled": false}, "block_email_subaddresses": {"enabled": false},
              "block_disposable_email_domains": {"enabled": false}
            },
            "password_settings": {
              "disable_hibp": true, "disable_password_reverification": false, "min_length": 8, "max_length": 72,
              "require_special_char": false, "require_numbers": false, "require_uppercase": false, "require_lowercase": false,
              "show_zxcvbn": true, "min_zxcvbn_strength": 2, "enforce_hibp_on_sign_in": false,
              "allowed_special_characters": "!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~"
            },
            "username_settings": {
              "min_length": 4, "max_length": 64, "allow_extended_special_characters": false, "allow_numeric_usernames": false
            },
            "actions": {"delete_self": true, "create_organization": false, "create_organizations_limit": null},
            "attack_protection": {
              "user_lockout": {"enabled": true, "max_attempts": 10, "duration_in_minutes": 60}, "pii": {"enabled": true},
              "email_link": {"require_same_client": false}, "enumeration_protection": {"enabled": false}
            },
            "passkey_settings": {"allow_autofill": false, "show_sign_in_button": false, "satisfies_second_factor": false}
          },
          "organization_settings": {
            "enabled": false, "max_allowed_memberships": 1, "actions": {"admin_delete": false},
            "domains": {"enabled": false, "enrollment_modes": [], "default_role": ""}, "slug": {"disabled": true}, "creator_role": ""
          },
          "fraud_settings": {"object": "fraud_settings", "native": {"device_attestation_mode": "disabled"}},
          "commerce_settings": {
            "billing": {
              "stripe_publishable_key": null, "free_trial_requires_payment_method": false,
              "user": {"enabled": false, "has_paid_plans": false}, "organization": {"enabled": false, "has_paid_plans": false}
            }
          },
          "api_keys_settings": {"enabled": false, "user_api_keys_enabled": false, "orgs_api_keys_enabled": false}, "protect_config": {},
          "client_debug_mode": false, "partitioned_cookies": false, "maintenance_mode": false
        }
        """;
}
