using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FuncAuth.Functions.Settings;

/// <summary>The one registration of all settings.</summary>
public static class SettingsServices
{
    /// <summary>
    /// Binds every setting, has the host refuse to start while one is wrong, and offers what came of them: <see cref="Instances.Instance"/>,
    /// <see cref="KeySettings"/> and <see cref="InstanceName"/>. Settings are read once; a change needs a restart.
    /// </summary>
    public static IServiceCollection AddFuncAuthSettings(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);

        // The calls of Bind stand here, one a type, because the binding generator has to see the type.
        services.AddChecked<InstanceOptions>(configuration.GetSection(InstanceOptions.Section), static (from, to) => from.Bind(to));
        services.AddChecked<AttributesOptions>(configuration.GetSection(AttributesOptions.Section), static (from, to) => from.Bind(to));
        services.AddChecked<CodeOptions>(configuration.GetSection(CodeOptions.Section), static (from, to) => from.Bind(to));
        services.AddChecked<SignUpOptions>(configuration.GetSection(SignUpOptions.Section), static (from, to) => from.Bind(to));
        services.AddChecked<SessionOptions>(configuration.GetSection(SessionOptions.Section), static (from, to) => from.Bind(to));
        services.AddChecked<PasswordOptions>(configuration.GetSection(PasswordOptions.Section), static (from, to) => from.Bind(to));
        services.AddChecked<UsernameOptions>(configuration.GetSection(UsernameOptions.Section), static (from, to) => from.Bind(to));
        services.AddChecked<RestrictionsOptions>(configuration.GetSection(RestrictionsOptions.Section), static (from, to) => from.Bind(to));
        services.AddChecked<SignInOptions>(configuration.GetSection(SignInOptions.Section), static (from, to) => from.Bind(to));
        services.AddChecked<AttackProtectionOptions>(configuration.GetSection(AttackProtectionOptions.Section), static (from, to) => from.Bind(to));
        services.AddChecked<UserOptions>(configuration.GetSection(UserOptions.Section), static (from, to) => from.Bind(to));
        services.AddChecked<KeyOptions>(configuration.GetSection(KeyOptions.Section), static (from, to) => from.Bind(to));
        services.AddChecked<CommunicationOptions>(configuration.GetSection(CommunicationOptions.Section), static (from, to) => from.Bind(to));
        services.AddChecked<PhoneOptions>(configuration.GetSection(PhoneOptions.Section), static (from, to) => from.Bind(to));
        services.AddChecked<MessageOptions>(configuration.GetSection(MessageOptions.Section), static (from, to) => from.Bind(to));
        services.AddChecked<SmtpOptions>(configuration.GetSection(SmtpOptions.Section), static (from, to) => from.Bind(to));
        services.AddOptions<SmtpOptions>().Validate(smtp => !smtp.IsOpen || IsDevelopment(configuration), SmtpOptions.OpenInProduction);
        services.AddChecked<OutgoingOptions>(configuration.GetSection(OutgoingOptions.Section), static (from, to) => from.Bind(to));
        services.AddChecked<ProvidersOptions>(configuration.GetSection(ProvidersOptions.Section), static (from, to) => from.Bind(to));
        services.AddChecked<InstanceName>(configuration.GetSection(InstanceName.Setting), static (from, to) =>
            to.Value = (from as IConfigurationSection)?.Value ?? to.Value);

        // What one record cannot tell of itself.
        services.AddOptions<PasswordOptions>().Validate(
            options => !options.IsRangeServiceInClear || IsDevelopment(configuration),
            $"{Setting.Name(PasswordOptions.Section, nameof(PasswordOptions.RangeServiceUrl))} must start with https:// in production.");

        services.AddOptions<OutgoingOptions>().Validate(options => !options.AllowLoopback || IsDevelopment(configuration), OutgoingOptions.OpenInProduction);
        services.AddOptions<ProvidersOptions>().Validate(
            options => !options.AreOnThisMachine || Outgoing(configuration).AllowLoopback, ProvidersOptions.OnThisMachine);

        services.AddOptions<SignInOptions>().Validate(
            options => options.Complaints().Any() || options.LeadsIn(Attributes(configuration)) || !Providers(configuration).ToProviders().IsEmpty,
            $"None of {Setting.Name(SignInOptions.Section, nameof(SignInOptions.FirstFactors))} goes with an attribute that is enabled, so nobody could sign in.");

        services.AddOptions<AttackProtectionOptions>()
            .Validate(
                options => options.CanHide(Attributes(configuration).EmailAddress),
                AttackProtectionOptions.CannotHide(nameof(AttributesOptions.EmailAddress)))
            .Validate(
                options => options.CanHide(Attributes(configuration).PhoneNumber),
                AttackProtectionOptions.CannotHide(nameof(AttributesOptions.PhoneNumber)));

        services.AddSingleton<IValidateOptions<SettingNames>, ComplaintsAtStart<SettingNames>>();
        services.AddOptions<SettingNames>().ValidateOnStart().Configure<IEnumerable<SettingSection>>((names, sections) =>
            names.Unknown = IsDevelopment(configuration) ? SettingNames.NotIn(sections, configuration) : []);

        services.AddSingleton(provider => provider.Read<InstanceName>());
        services.PostConfigure<InstanceOptions>(instance =>
            instance.SecretKeyIsInVault = !string.IsNullOrWhiteSpace(configuration[$"{KeyOptions.Section}:{nameof(KeyOptions.VaultUri)}"]));
        services.AddSingleton<KeySource>();
        services.AddHostedService<KeysAtStart>();

        // Read by then, or being read: the start awaits it, and only who is quicker than the start waits here.
        services.AddSingleton(provider => provider.GetRequiredService<KeySource>().LoadAsync().GetAwaiter().GetResult());
        services.AddSingleton(provider => InstanceSettings.ToInstance(
            provider.Read<InstanceOptions>(), provider.Read<AttributesOptions>(), provider.Read<CodeOptions>(),
            provider.Read<SignUpOptions>(), provider.Read<SessionOptions>(), provider.Read<PasswordOptions>(),
            provider.Read<PhoneOptions>(), provider.Read<MessageOptions>(), provider.Read<UsernameOptions>(), provider.Read<RestrictionsOptions>(),
            provider.Read<SignInOptions>(), provider.Read<AttackProtectionOptions>(), provider.Read<UserOptions>(),
            provider.Read<ProvidersOptions>()));

        return services;
    }

    private static bool IsDevelopment(IConfiguration configuration) =>
        new InstanceOptions { Environment = configuration[$"{InstanceOptions.Section}:{nameof(InstanceOptions.Environment)}"] ?? "" }.IsDevelopment;

    // As far as they can be read: what cannot is told where it belongs.
    private static AttributesOptions Attributes(IConfiguration configuration) =>
        Glance<AttributesOptions>(configuration, AttributesOptions.Section, static (from, to) => from.Bind(to));

    private static OutgoingOptions Outgoing(IConfiguration configuration) =>
        Glance<OutgoingOptions>(configuration, OutgoingOptions.Section, static (from, to) => from.Bind(to));

    private static ProvidersOptions Providers(IConfiguration configuration) =>
        Glance<ProvidersOptions>(configuration, ProvidersOptions.Section, static (from, to) => from.Bind(to));

    private static T Glance<T>(IConfiguration configuration, string section, Action<IConfiguration, T> bind) where T : new()
    {
        var options = new T();
        try
        {
            bind(configuration.GetSection(section), options);
            return options;
        }
        catch (InvalidOperationException)
        {
            return new T();
        }
    }

    private static void AddChecked<T>(this IServiceCollection services, IConfigurationSection section, Action<IConfiguration, T> bind)
        where T : class, IChecked, new()
    {
        services.AddSingleton(new SettingSection(section.Path, typeof(T)));
        services.AddSingleton<IValidateOptions<T>, ComplaintsAtStart<T>>();
        services.AddOptions<T>().Configure(options => Bind(section, options, bind)).ValidateOnStart();
    }

    private static void Bind<T>(IConfigurationSection section, T options, Action<IConfiguration, T> bind) where T : class, new()
    {
        try
        {
            bind(section, options);
        }
        catch (InvalidOperationException)
        {
            // The binder's own message would show the value.
            string[] complaints =
            [
                .. section.AsEnumerable(makePathsRelative: true)
                    .Where(setting => setting.Value is not null && !Binds(setting, bind))
                    .Select(setting => Setting.Name(section.Path, setting.Key.Replace(":", "__", StringComparison.Ordinal)))
                    .Select(name => $"{name} has a value of the wrong kind; local.settings.sample.json shows the right one."),
            ];
            throw new OptionsValidationException(Options.DefaultName, typeof(T), complaints);
        }
    }

    private static bool Binds<T>(KeyValuePair<string, string?> setting, Action<IConfiguration, T> bind) where T : new()
    {
        try
        {
            bind(new ConfigurationBuilder().AddInMemoryCollection([setting]).Build(), new T());
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static T Read<T>(this IServiceProvider provider) where T : class => provider.GetRequiredService<IOptions<T>>().Value;
}
