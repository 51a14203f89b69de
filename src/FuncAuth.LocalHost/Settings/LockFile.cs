namespace FuncAuth.LocalHost.Settings;

/// <summary>
/// A turn that processes take one after the other. The system gives it back when its holder dies; the file itself stays, because
/// deleting it would let two holders lock two files of one name.
/// </summary>
internal sealed class LockFile : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly FileStream file;

    private LockFile(FileStream file) => this.file = file;

    public static async Task<LockFile> TakeAsync(string path, CancellationToken ct)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        while (true)
        {
            try
            {
                return new LockFile(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException))
            {
                await Task.Delay(Pause, ct);
            }
        }
    }

    public void Dispose() => file.Dispose();
}
