using System.Text.Json.Nodes;
using FuncAuth.Testing.Spec;

namespace FuncAuth.Http.Tests;

/// <summary>The comparison with the published documents is itself compared with answers known to be right and wrong.</summary>
public class FrontendApiSpecTests
{
    [Fact]
    public void The_published_example_of_an_environment_passes()
    {
        var spec = SpecOrSkip();

        Assert.Empty(spec.Violations("GET", "/v1/environment", 200, Environment));
        Assert.Empty(spec.Violations("PATCH", "/v1/environment", 200, Environment));
    }

    [Fact]
    public void A_client_that_does_not_exist_yet_passes()
    {
        var spec = SpecOrSkip();

        Assert.Empty(spec.Violations("GET", "/v1/client", 200, """{"response":null,"client":null}"""));
    }

    [Fact]
    public void A_missing_member_is_reported_by_its_place()
    {
        var spec = SpecOrSkip();
        var environment = JsonNode.Parse(Environment)!;
        environment["user_settings"]!["attributes"]!["password"]!.AsObject().Remove("required");

        var violation = Assert.Single(spec.Violations("GET", "/v1/environment", 200, environment.ToJsonString()));

        Assert.Contains("user_settings.attributes.password.required is missing", violation, StringComparison.Ordinal);
    }

    [Fact]
    public void An_extra_member_is_reported_where_the_block_is_strict_and_only_there()
    {
        var spec = SpecOrSkip();
        var environment = JsonNode.Parse(Environment)!;
        environment["user_settings"]!["sign_in"]!["second_factor"]!["enabled"] = false;

        var violation = Assert.Single(spec.Violations("GET", "/v1/environment", 200, environment.ToJsonString()));
        var client = JsonNode.Parse(Client)!;
        client["response"]!["not_strict"] = true;

        Assert.Contains("user_settings.sign_in.second_factor.enabled is not allowed here", violation, StringComparison.Ordinal);
        Assert.Empty(spec.Violations("GET", "/v1/client", 200, client.ToJsonString()));
    }

    [Fact]
    public void Null_passes_where_it_is_allowed_and_is_reported_where_not()
    {
        var spec = SpecOrSkip();
        var environment = JsonNode.Parse(Environment)!;
        environment["display_config"]!["logo_image_url"] = null;
        environment["display_config"]!["application_name"] = null;

        var violation = Assert.Single(spec.Violations("GET", "/v1/environment", 200, environment.ToJsonString()));

        Assert.Contains("display_config.application_name is null", violation, StringComparison.Ordinal);
    }

    [Fact]
    public void Inside_alternatives_the_one_that_was_meant_is_judged()
    {
        var spec = SpecOrSkip();
        var client = JsonNode.Parse(Client)!;
        client["response"]!["sign_up"]!["verifications"]!["email_address"]!.AsObject().Remove("next_action");

        var violation = Assert.Single(spec.Violations("GET", "/v1/client", 200, client.ToJsonString()));

        Assert.Contains("response.sign_up.verifications.email_address.next_action is missing", violation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_outside_an_enumeration_is_reported()
    {
        var spec = SpecOrSkip();
        var client = JsonNode.Parse(Client)!;
        client["response"]!["sign_up"]!["status"] = "started";

        var violation = Assert.Single(spec.Violations("GET", "/v1/client", 200, client.ToJsonString()));

        Assert.Contains("response.sign_up.status is \"started\"", violation, StringComparison.Ordinal);
    }

    [Fact]
    public void Path_parameters_trailing_slashes_and_queries_lead_to_the_operation()
    {
        var spec = SpecOrSkip();
        var wrapped = $$"""{"response":{{JsonNode.Parse(Client)!["response"]!["sign_up"]!.ToJsonString()}},"client":null}""";

        Assert.Equal("POST /v1/client/sign_ups/{sign_up_id}/prepare_verification", spec.Check("post", "/v1/client/sign_ups/sua_123/prepare_verification?_clerk_js_version=6.40.0", 200, wrapped).Operation);
        Assert.Equal("GET /v1/me/sessions/active", spec.Check("GET", "/v1/me/sessions/active/", 200, "[]").Operation);
        Assert.Empty(spec.Violations("POST", "/v1/client/sign_ups/sua_123/prepare_verification", 200, wrapped.Replace("\"client\":null", $"\"client\":{JsonNode.Parse(Client)!["response"]!.ToJsonString()}", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_error_is_compared_with_the_general_shape_where_its_status_is_not_declared()
    {
        var spec = SpecOrSkip();
        const string Right = """{"errors":[{"code":"too_many_requests","message":"Too many requests.","long_message":"Too many requests. Please try again later."}],"clerk_trace_id":"0"}""";

        var verdict = spec.Check("GET", "/v1/client", 429, Right);
        var wrong = spec.Check("GET", "/v1/client", 429, """{"errors":[{"code":"too_many_requests"}]}""");

        Assert.Equal(SpecCoverage.StatusNotDeclared, verdict.Coverage);
        Assert.Empty(verdict.Violations);
        Assert.Equal(2, wrong.Violations.Count);
        Assert.All(wrong.Violations, violation => Assert.Contains("429 is not declared", violation, StringComparison.Ordinal));
    }

    [Fact]
    public void A_success_that_is_not_declared_is_reported()
    {
        var spec = SpecOrSkip();

        Assert.Single(spec.Violations("GET", "/v1/client", 201, """{"response":null,"client":null}"""));
    }

    [Fact]
    public void An_unknown_route_is_told_apart_from_a_violation()
    {
        var spec = SpecOrSkip();
        const string NotFound = """{"errors":[{"code":"resource_not_found","message":"not found","long_message":"No resource was found."}]}""";

        var verdict = spec.Check("GET", "/v1/no/such/thing", 404, NotFound);

        Assert.Equal(SpecCoverage.UnknownRoute, verdict.Coverage);
        Assert.Empty(verdict.Violations);
        Assert.False(spec.Knows("GET", "/v1/no/such/thing"));
        Assert.False(spec.Knows("GET", "/v1/client/touch"));
        Assert.True(spec.Knows("DELETE", "/v1/client/sessions"));
        Assert.Empty(spec.Violations("GET", "/_dev/messages", 200, "[]"));
        Assert.Single(spec.Violations("GET", "/v1/no/such/thing", 404, "<html>"));
    }

    [Fact]
    public void The_backend_document_is_asked_for_the_routes_that_only_it_has()
    {
        var spec = SpecOrSkip();
        const string Keys = """{"keys":[{"kty":"RSA","use":"sig","alg":"RS256","kid":"ins_1","n":"AQAB","e":"AQAB"}]}""";

        Assert.Equal(SpecCoverage.Declared, spec.Check("GET", "/v1/jwks", 200, Keys).Coverage);
        Assert.Empty(spec.Violations("GET", "/v1/jwks", 200, Keys));
        Assert.Empty(spec.Violations("GET", "/.well-known/jwks.json", 200, Keys));
        Assert.NotEmpty(spec.Violations("GET", "/v1/jwks", 200, Keys.Replace("RSA", "RSX", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_is_not_json_is_reported()
    {
        var spec = SpecOrSkip();

        Assert.Contains("is not JSON", Assert.Single(spec.Violations("GET", "/v1/client", 200, "<!doctype html>")), StringComparison.Ordinal);
        Assert.Contains("is not JSON", Assert.Single(spec.Violations("GET", "/v1/client", 200, "")), StringComparison.Ordinal);
        Assert.Contains("is not JSON", Assert.Single(spec.Violations("GET", "/v1/client", 200, """{"response":null,"client":null}{}""")), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_answer_may_be_compared_at_the_same_time()
    {
        var spec = SpecOrSkip();

        Parallel.For(0, 64, i => Assert.Empty(spec.Violations("GET", i % 2 == 0 ? "/v1/environment" : "/v1/client", 200, i % 2 == 0 ? Environment : Client)));
    }

    private static FrontendApiSpec SpecOrSkip()
    {
        var spec = FrontendApiSpec.Find(out var whyNot);
        if (spec is null)
            Assert.Skip($"The published documents are {whyNot}.");
        return spec;
    }

    private const string Client =
        """
        {
          "response": {
            "object": "client", "id": "client_1", "sessions": [], "sign_in": null,
            "sign_up": {
              "object": "sign_up_attempt", "id": "sua_1", "status": "missing_requirements",
              "required_fields": ["email_address", "password"], "optional_fields": [], "missing_fields": ["password"], "unverified_fields": ["email_address"],
              "verifications": {
                "email_address": {
                  "object": "verification_otp", "status": "unverified", "strategy": "email_code", "attempts": 0, "expire_at": 1700690400000,
                  "next_action": "needs_attempt", "supported_strategies": ["email_code"]
                },
                "phone_number": null, "web3_wallet": null, "external_account": null
              },
              "username": null, "email_address": "jo@example.com", "phone_number": null, "web3_wallet": null, "first_name": null, "last_name": null,
              "password_enabled": false, "has_password": false, "unsafe_metadata": {}, "public_metadata": {}, "custom_action": false, "external_id": null,
              "created_session_id": null, "created_user_id": null, "abandon_at": 1700690400000, "legal_accepted_at": null
            },
            "last_active_session_id": null, "last_authentication_strategy": null, "cookie_expires_at": null, "captcha_bypass": true,
            "created_at": 1700690400000, "updated_at": 1700690400000
          },
          "client": null
        }
        """;

    private const string Environment =
        """
        {
          "auth_config": {
            "object": "auth_config", "id": "aac_1", "first_name": "on", "last_name": "on", "email_address": "required",
            "phone_number": "on", "username": "on", "password": "required",
            "identification_requirements": [["email_address"]],
            "identification_strategies": ["email_address", "phone_number", "username"],
            "first_factors": ["password", "email_code", "email_link", "phone_code", "reset_password_email_code", "reset_password_phone_code", "ticket"],
            "second_factors": ["phone_code", "totp", "backup_code"],
            "email_address_verification_strategies": ["email_code", "email_link"], "single_session_mode": true,
            "enhanced_email_deliverability": false, "test_mode": true, "url_based_session_syncing": true, "claimed_at": null,
            "reverification": false,
            "native_settings": {
              "object": "native_settings", "api_enabled": true, "trusted_device_sign_in_enabled": false,
              "trusted_device_enrollment_prompt_after_sign_in_enabled": false,
              "trusted_device_enrollment_prompt_after_sign_up_enabled": false
            }
          },
          "display_config": {
            "object": "display_config", "id": "dconf_1", "instance_environment_type": "development",
            "application_name": "My app", "theme": {}, "preferred_sign_in_strategy": "password", "home_url": "/",
            "sign_in_url": "/sign-in", "sign_up_url": "/sign-up", "user_profile_url": "/user", "waitlist_url": "/waitlist",
            "oauth_consent_url": "", "after_sign_in_url": "/", "after_sign_up_url": "/", "after_sign_out_one_url": "/",
            "after_sign_out_all_url": "/", "after_switch_session_url": "/", "after_join_waitlist_url": "/",
            "organization_profile_url": "/", "create_organization_url": "/", "after_leave_organization_url": "/",
            "after_create_organization_url": "/", "logo_link_url": "/", "logo_image_url": null, "favicon_image_url": null,
            "support_email": null, "branded": false, "experimental_force_oauth_first": false, "clerk_js_version": "6",
            "show_devmode_warning": false, "google_one_tap_client_id": null, "help_url": null, "privacy_policy_url": null,
            "terms_url": null, "logo_url": null, "favicon_url": null, "logo_image": null, "favicon_image": null,
            "captcha_public_key": null, "captcha_widget_type": null, "captcha_public_key_invisible": null,
            "captcha_provider": null, "captcha_oauth_bypass": [], "captcha_heartbeat": false
          },
          "user_settings": {
            "attributes": {
              "email_address": {
                "enabled": true, "required": true, "used_for_first_factor": true,
                "first_factors": ["email_code", "email_link"], "used_for_second_factor": false, "second_factors": [],
                "verifications": ["email_code", "email_link"], "verify_at_sign_up": true, "immutable": false
              },
              "phone_number": {
                "enabled": true, "required": false, "used_for_first_factor": true, "first_factors": ["phone_code"],
                "used_for_second_factor": true, "second_factors": ["phone_code"], "verifications": ["phone_code"],
                "verify_at_sign_up": true, "immutable": false
              },
              "username": {
                "enabled": true, "required": false, "used_for_first_factor": true, "first_factors": [],
                "used_for_second_factor": false, "second_factors": [], "verifications": [], "verify_at_sign_up": false,
                "immutable": false
              },
              "web3_wallet": {
                "enabled": false, "required": false, "used_for_first_factor": false, "first_factors": [],
                "used_for_second_factor": false, "second_factors": [], "verifications": [], "verify_at_sign_up": false,
                "immutable": false
              },
              "first_name": {
                "enabled": true, "required": false, "used_for_first_factor": false, "first_factors": [],
                "used_for_second_factor": false, "second_factors": [], "verifications": [], "verify_at_sign_up": false,
                "immutable": false
              },
              "last_name": {
                "enabled": true, "required": false, "used_for_first_factor": false, "first_factors": [],
                "used_for_second_factor": false, "second_factors": [], "verifications": [], "verify_at_sign_up": false,
                "immutable": false
              },
              "password": {
                "enabled": true, "required": true, "used_for_first_factor": false, "first_factors": [],
                "used_for_second_factor": false, "second_factors": [], "verifications": [], "verify_at_sign_up": false,
                "immutable": false
              },
              "authenticator_app": {
                "enabled": true, "required": false, "used_for_first_factor": false, "first_factors": [],
                "used_for_second_factor": true, "second_factors": ["totp"], "verifications": [], "verify_at_sign_up": false,
                "immutable": false
              },
              "ticket": {
                "enabled": true, "required": false, "used_for_first_factor": false, "first_factors": [],
                "used_for_second_factor": false, "second_factors": [], "verifications": [], "verify_at_sign_up": false,
                "immutable": false
              },
              "backup_code": {
                "enabled": true, "required": false, "used_for_first_factor": false, "first_factors": [],
                "used_for_second_factor": true, "second_factors": ["backup_code"], "verifications": [],
                "verify_at_sign_up": false, "immutable": false
              },
              "passkey": {
                "enabled": false, "required": false, "used_for_first_factor": false, "first_factors": [],
                "used_for_second_factor": false, "second_factors": [], "verifications": [], "verify_at_sign_up": false,
                "immutable": false
              }
            },
            "social": {}, "saml": {"enabled": false}, "enterprise_sso": {"enabled": false, "self_serve_sso": false},
            "sign_in": {"second_factor": {"required": false}},
            "sign_up": {
              "captcha_enabled": false, "captcha_widget_type": "invisible", "custom_action_required": false,
              "progressive": true, "mode": "public", "legal_consent_enabled": false
            },
            "restrictions": {
              "allowlist": {"enabled": false}, "blocklist": {"enabled": false},
              "allowlist_blocklist_disabled_on_sign_in": {"enabled": false}, "block_email_subaddresses": {"enabled": false},
              "block_disposable_email_domains": {"enabled": false}
            },
            "password_settings": {
              "disable_hibp": true, "disable_password_reverification": false, "min_length": 8, "max_length": 72,
              "require_special_char": false, "require_numbers": false, "require_uppercase": false, "require_lowercase": false,
              "show_zxcvbn": false, "min_zxcvbn_strength": 0, "enforce_hibp_on_sign_in": false,
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
            "passkey_settings": {
              "allow_autofill": false, "show_sign_in_button": false, "satisfies_second_factor": true
            }
          },
          "organization_settings": {
            "enabled": false, "max_allowed_memberships": 1, "actions": {"admin_delete": false},
            "domains": {"enabled": false, "enrollment_modes": [], "default_role": ""}, "slug": {"disabled": true},
            "creator_role": ""
          },
          "fraud_settings": {"object": "fraud_settings", "native": {"device_attestation_mode": "disabled"}},
          "commerce_settings": {
            "billing": {
              "stripe_publishable_key": null, "free_trial_requires_payment_method": false,
              "user": {"enabled": false, "has_paid_plans": false}, "organization": {"enabled": false, "has_paid_plans": false}
            }
          },
          "api_keys_settings": {
            "enabled": false, "user_api_keys_enabled": false, "orgs_api_keys_enabled": false
          },
          "protect_config": {}, "client_debug_mode": false, "partitioned_cookies": false, "maintenance_mode": false
        }
        """;
}
