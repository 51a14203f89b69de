namespace FuncAuth.LocalHost.Settings;

/// <summary>The folder that holds <c>FuncAuth.sln</c>: above the built files, else above where we were started.</summary>
public static class RepositoryRoot
{
    public static string Find() => Above(AppContext.BaseDirectory) ?? Above(Environment.CurrentDirectory) ?? Environment.CurrentDirectory;

    private static string? Above(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "FuncAuth.sln")))
                return at.FullName;
        }

        return null;
    }
}
