using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using FuncAuth.Azure.Communication;
using FuncAuth.Azure.Smtp;
using FuncAuth.Messages;
using FuncAuth.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Azure.Tests;

public class AzureServicesTests
{
    private const string Emulator = "UseDevelopmentStorage=true";
    private const string Communication = "endpoint=https://acme.communication.azure.com/;accesskey=c2VjcmV0";

    private static readonly AzureSettings Local = new("acme", Emulator, null, null, null, null, null, null, null);

    [Theory]
    [InlineData(typeof(IClientStore))]
    [InlineData(typeof(IUserStore))]
    [InlineData(typeof(IIdentifierStore))]
    [InlineData(typeof(IDeliveryStore))]
    [InlineData(typeof(IMessageQueue))]
    [InlineData(typeof(StorageLayout))]
    public async Task There_is_one_of_everything(Type service)
    {
        await using var services = Build(Local);

        Assert.Same(services.GetRequiredService(service), services.GetRequiredService(service));
    }

    [Fact]
    public async Task Addresses_and_an_identity_do_instead_of_a_connection_string()
    {
        await using var services = Build(Local with
        {
            StorageConnectionString = null,
            TableServiceUri = new Uri("https://acme.table.core.windows.net/"),
            QueueServiceUri = new Uri("https://acme.queue.core.windows.net/"),
            ManagedIdentityClientId = "7d9f3f7e-8f0b-4f25-9d50-6d7a8d5b0a11",
        });

        Assert.NotNull(services.GetRequiredService<IClientStore>());
        Assert.Equal("acme.table.core.windows.net", services.GetRequiredService<TableServiceClient>().Uri.Host);
        Assert.Equal("acme.queue.core.windows.net", services.GetRequiredService<QueueServiceClient>().Uri.Host);
        Assert.IsType<global::Azure.Identity.ManagedIdentityCredential>(services.GetRequiredService<TokenCredential>());
    }

    [Fact]
    public async Task An_account_that_is_named_not_at_all_by_half_or_twice_is_refused()
    {
        var address = new Uri("https://acme.table.core.windows.net/");
        foreach (var settings in new[]
        {
            Local with { StorageConnectionString = null },
            Local with { StorageConnectionString = "" },
            Local with { StorageConnectionString = null, TableServiceUri = address },
            Local with { StorageConnectionString = null, QueueServiceUri = address },
            Local with { TableServiceUri = address, QueueServiceUri = address },
        })
        {
            await using var services = Build(settings);
            Assert.Throws<InvalidOperationException>(services.GetRequiredService<IClientStore>);
        }
    }

    [Fact]
    public async Task Each_channel_has_the_sender_that_is_set_and_says_so_where_none_is()
    {
        await using var both = Build(Local with { CommunicationConnectionString = Communication, EmailFrom = "auth@acme.example", SmsFrom = "ACME" });
        Assert.IsType<AcsEmailSender>(SenderOf(both, Channel.Email));
        Assert.IsType<AcsSmsSender>(SenderOf(both, Channel.Sms));

        await using var emailOnly = Build(Local with { CommunicationEndpoint = new Uri("https://acme.communication.azure.com/"), EmailFrom = "auth@acme.example" });
        Assert.IsType<AcsEmailSender>(SenderOf(emailOnly, Channel.Email));
        Assert.IsType<SendOutcome.Postponed>(await SenderOf(emailOnly, Channel.Sms).SendAsync(Given.Message(Channel.Sms), World.Ct));

        await using var none = Build(Local);
        Assert.IsType<SendOutcome.Postponed>(await SenderOf(none, Channel.Email).SendAsync(Given.Message(), World.Ct));
    }

    [Fact]
    public async Task Communication_Services_by_key_and_by_identity_at_once_are_refused()
    {
        await using var services = Build(Local with
        {
            CommunicationConnectionString = Communication,
            CommunicationEndpoint = new Uri("https://acme.communication.azure.com/"),
            EmailFrom = "auth@acme.example",
        });

        Assert.Throws<InvalidOperationException>(() => services.GetServices<IMessageSender>().ToList());
    }

    [Fact]
    public async Task Storage_is_tried_four_times_and_never_waited_for_long()
    {
        var seen = new List<ClientOptions>();
        await using var services = Build(Local with { ConfigureStorage = seen.Add });
        _ = services.GetRequiredService<IClientStore>();

        Assert.Equal(2, seen.Count);
        Assert.All(seen, options =>
        {
            Assert.Equal(3, options.Retry.MaxRetries);
            Assert.Equal(RetryMode.Exponential, options.Retry.Mode);
            Assert.Equal(TimeSpan.FromSeconds(5), options.Retry.NetworkTimeout);
        });
    }

    [Fact]
    public void The_settings_do_not_print_their_secrets()
    {
        var settings = Local with { CommunicationConnectionString = Communication };

        Assert.Equal("AzureSettings of acme", settings.ToString());
    }

    [Fact]
    public async Task E_mails_go_by_the_mail_server_alone_or_when_the_first_provider_cannot()
    {
        var smtp = new SmtpSettings("mail.example.com", 587, SmtpSecurity.StartTls, null, null, "auth@acme.example");
        await using var alone = Build(Local with { Smtp = smtp });
        await using var second = Build(Local with { Smtp = smtp, CommunicationConnectionString = Communication, EmailFrom = "auth@acme.example" });

        Assert.IsType<SmtpSender>(SenderOf(alone, Channel.Email));
        Assert.IsType<NoSender>(SenderOf(alone, Channel.Sms));
        Assert.IsType<FailoverSender>(SenderOf(second, Channel.Email));
    }

    private static ServiceProvider Build(AzureSettings settings) => new ServiceCollection()
        .AddLogging()
        .AddFuncAuthAzure(settings)
        .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

    private static IMessageSender SenderOf(ServiceProvider services, Channel channel) =>
        services.GetServices<IMessageSender>().Single(sender => sender.Channel == channel);
}
