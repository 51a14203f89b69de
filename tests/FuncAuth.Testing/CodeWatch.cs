using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace FuncAuth.Testing;

/// <summary>
/// Looks at every answer that leaves a host for a number that could be a one-time code, so that all stories together prove that none is
/// ever answered (SECURITY.md C11). The developer's own pages are spared: showing codes is what they are for.
/// </summary>
public sealed partial class CodeWatch : IStartupFilter
{
    private readonly ConcurrentDictionary<string, string> numbers = new();

    /// <summary>The answers that held one of <paramref name="codes"/>, named without the code.</summary>
    public string[] AnswersWith(IEnumerable<string?> codes) =>
        [.. codes.OfType<string>().Distinct().Select(code => numbers.GetValueOrDefault(code)).OfType<string>()];

    /// <inheritdoc/>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(WatchAsync);
        next(app);
    };

    private async Task WatchAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path.StartsWithSegments("/_dev", StringComparison.Ordinal))
        {
            await next(context);
            return;
        }

        var wire = context.Response.Body;
        await using var copy = new Copy(wire, text => Note(context, text));
        context.Response.Body = copy;
        context.Response.OnStarting(() =>
        {
            foreach (var header in context.Response.Headers)
                Note(context, header.Value.ToString());
            return Task.CompletedTask;
        });
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = wire;
        }
    }

    private void Note(HttpContext context, string text)
    {
        foreach (Match number in CodeLike().Matches(text))
            numbers.TryAdd(number.Value, $"{context.Request.Method} {context.Request.Path} {context.Response.StatusCode}");
    }

    // Standing for itself: ids, times and tokens are full of six digits in a row.
    [GeneratedRegex("(?<![0-9A-Za-z_-])[0-9]{6}(?![0-9A-Za-z_-])", RegexOptions.CultureInvariant)]
    private static partial Regex CodeLike();

    /// <summary>Passes everything on, and before that shows all there is so far: whoever has the answer finds it noted.</summary>
    private sealed class Copy(Stream wire, Action<string> show) : Stream
    {
        private readonly MemoryStream copy = new();

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush() => wire.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => wire.FlushAsync(cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count)
        {
            Show(buffer.AsSpan(offset, count));
            wire.Write(buffer, offset, count);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Show(buffer.Span);
            return wire.WriteAsync(buffer, cancellationToken);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        private void Show(ReadOnlySpan<byte> more)
        {
            copy.Write(more);
            show(Encoding.UTF8.GetString(copy.GetBuffer().AsSpan(0, (int)copy.Length)));
        }

        protected override void Dispose(bool disposing)
        {
            copy.Dispose();
            base.Dispose(disposing);
        }
    }
}
