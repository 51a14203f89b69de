using FuncAuth.Clients;
using FuncAuth.Messages;
using FuncAuth.Sessions;
using FuncAuth.Stores;
using FuncAuth.Users;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Testing;

/// <summary>When the process "dies" relative to a storage operation.</summary>
public enum Moment
{
    /// <summary>The operation never reached the storage.</summary>
    Before,

    /// <summary>The operation was done, and its answer was lost.</summary>
    After,
}

/// <summary>What a process that dies looks like to the storage: from the chosen operation of a request on, nothing more is done.</summary>
public sealed class Faults
{
    private int left = int.MaxValue;
    private Moment moment;

    /// <summary>Whether the armed fault has struck.</summary>
    public bool Struck { get; private set; }

    /// <summary>From now on operation number <paramref name="operation"/> (from 1) and all later ones fail.</summary>
    public void Arm(int operation, Moment when) => (left, moment, Struck) = (operation, when, false);

    /// <summary>All is well again.</summary>
    public void Disarm() => left = int.MaxValue;

    /// <summary>Puts the faults between the pipeline and its stores. Deliveries, which run beside the requests, are spared.</summary>
    public void Register(IServiceCollection services)
    {
        InRequest.Register(services);
        Wrap<IClientStore>(services, inner => new FaultyClients(inner, this));
        Wrap<IUserStore>(services, inner => new FaultyUsers(inner, this));
        Wrap<IStrayMissStore>(services, inner => new FaultyStrayMisses(inner, this));
        Wrap<IIdentifierStore>(services, inner => new FaultyIdentifiers(inner, this));
        Wrap<IMessageQueue>(services, inner => new FaultyQueue(inner, this));
    }

    /// <summary>Puts something between the pipeline and one of its stores.</summary>
    public static void Wrap<T>(IServiceCollection services, Func<T, T> wrap)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(wrap);
        var original = services.Last(service => service.ServiceType == typeof(T));
        services.Remove(original);
        services.AddSingleton(provider => wrap((T)(
            original.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, original.ImplementationType!))));
    }

    private async Task<T> DoAsync<T>(Func<Task<T>> operation)
    {
        if (left == int.MaxValue || !InRequest.IsTrue)
            return await operation();

        left--;
        if (left > 0)
            return await operation();

        Struck = true;
        if (left == 0 && moment is Moment.After)
            await operation();
        throw new IOException("The process died here, as the test wants it.");
    }

    private Task<bool> DoAsync(Func<Task> operation) => DoAsync(async () =>
    {
        await operation();
        return true;
    });

    private sealed class FaultyClients(IClientStore inner, Faults faults) : IClientStore
    {
        public Task<Versioned<Client>?> FindAsync(ClientId id, CancellationToken ct) => faults.DoAsync(() => inner.FindAsync(id, ct));

        public Task<Versioned<Client>?> SaveAsync(Client next, Versioned<Client>? read, string requestId, CancellationToken ct) =>
            faults.DoAsync(() => inner.SaveAsync(next, read, requestId, ct));
    }

    private sealed class FaultyUsers(IUserStore inner, Faults faults) : IUserStore
    {
        public Task<Versioned<User>?> FindAsync(UserId id, CancellationToken ct) => faults.DoAsync(() => inner.FindAsync(id, ct));

        public Task CreateAsync(User user, ClientId client, Session session, CancellationToken ct) =>
            faults.DoAsync(() => inner.CreateAsync(user, client, session, ct));

        public Task<bool> SaveAsync(
            User next, Versioned<User> read, (ClientId Client, Session Session)? enters, string requestId, CancellationToken ct) =>
            faults.DoAsync(() => inner.SaveAsync(next, read, enters, requestId, ct));

        public Task<bool> DeleteAsync(Versioned<User> read, CancellationToken ct) => faults.DoAsync(() => inner.DeleteAsync(read, ct));

        public Task<IReadOnlyList<Versioned<SessionNote>>> SessionsAsync(UserId id, CancellationToken ct) =>
            faults.DoAsync(() => inner.SessionsAsync(id, ct));

        public Task<SessionNote?> FindSessionAsync(UserId id, SessionId session, CancellationToken ct) =>
            faults.DoAsync(() => inner.FindSessionAsync(id, session, ct));

        public Task ForgetSessionsAsync(UserId id, IReadOnlyCollection<Versioned<SessionNote>> notes, CancellationToken ct) =>
            faults.DoAsync(() => inner.ForgetSessionsAsync(id, notes, ct));
    }

    private sealed class FaultyStrayMisses(IStrayMissStore inner, Faults faults) : IStrayMissStore
    {
        public Task<Versioned<Misses>?> FindAsync(Identifier identifier, MissedAt where, CancellationToken ct) =>
            faults.DoAsync(() => inner.FindAsync(identifier, where, ct));

        public Task<bool> SaveAsync(Identifier identifier, MissedAt where, Misses next, Versioned<Misses>? read, CancellationToken ct) =>
            faults.DoAsync(() => inner.SaveAsync(identifier, where, next, read, ct));
    }

    private sealed class FaultyIdentifiers(IIdentifierStore inner, Faults faults) : IIdentifierStore
    {
        public Task<UserId?> FindOwnerAsync(Identifier identifier, CancellationToken ct) => faults.DoAsync(() => inner.FindOwnerAsync(identifier, ct));

        public Task<UserId?> FindClaimantAsync(Identifier identifier, CancellationToken ct) =>
            faults.DoAsync(() => inner.FindClaimantAsync(identifier, ct));

        public Task<bool> ClaimAsync(Identifier identifier, UserId user, DateTimeOffset now, CancellationToken ct) =>
            faults.DoAsync(() => inner.ClaimAsync(identifier, user, now, ct));

        public Task<bool> ClaimProvenAsync(Identifier identifier, UserId user, DateTimeOffset now, CancellationToken ct) =>
            faults.DoAsync(() => inner.ClaimProvenAsync(identifier, user, now, ct));

        public Task ReleaseAsync(Identifier identifier, UserId user, CancellationToken ct) =>
            faults.DoAsync(() => inner.ReleaseAsync(identifier, user, ct));
    }

    private sealed class FaultyQueue(IMessageQueue inner, Faults faults) : IMessageQueue
    {
        public Task EnqueueAsync(MessageOrder order, CancellationToken ct) => faults.DoAsync(() => inner.EnqueueAsync(order, ct));
    }
}
