using FuncAuth.Clients;

namespace FuncAuth;

/// <summary>A success on the wire: the resource, and the whole client as it is afterwards (Frontend API).</summary>
public sealed record Envelope<TResource>(TResource? Response, ClientResource? Client)
    where TResource : class;
