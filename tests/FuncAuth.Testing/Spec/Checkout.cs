namespace FuncAuth.Testing.Spec;

/// <summary>The working copy that the running tests were built from.</summary>
public static class Checkout
{
    private static readonly Lazy<DirectoryInfo?> Found = new(() =>
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "FuncAuth.sln")))
            folder = folder.Parent;
        return folder;
    });

    /// <summary>The folder with <c>FuncAuth.sln</c>, or null where tests were carried away from it.</summary>
    public static DirectoryInfo? Root => Found.Value;
}
