using FuncAuth.Clients;

namespace FuncAuth;

/// <summary>A success on the wire: the resource, and the whole client as it is afterwards (frontend-api 4.1).</summary>
public sealed record Envelope<TResource>(TResource? Response, ClientResource? Client)
    where TResource : class;
