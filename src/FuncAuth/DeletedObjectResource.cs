namespace FuncAuth;

/// <summary>What was deleted, as the wire tells it (Frontend API).</summary>
/// <param name="Object">What it was.</param>
/// <param name="Id">Its id.</param>
/// <param name="Deleted">True.</param>
public sealed record DeletedObjectResource(string Object, string Id, bool Deleted = true);
