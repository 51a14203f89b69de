namespace FuncAuth.Infra.Tests;

/// <summary>The files that the tests are about.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Infra { get; } = Path.Combine(Root, "infra");

    public static string Text(params string[] path) => File.ReadAllText(Path.Combine([Root, .. path]));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "FuncAuth.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("No folder above the tests holds FuncAuth.sln.");
        return folder.FullName;
    }
}
