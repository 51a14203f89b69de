using System.Collections;
using System.Globalization;
using System.Reflection;

namespace FuncAuth.Azure.Tests;

/// <summary>A value spelt out, every public property of everything in it: records that hold arrays are equal only by reference.</summary>
internal static class Described
{
    public static string Of(object? value) => string.Join('\n', Lines("", value));

    /// <summary>The same as path and text, a line each.</summary>
    public static IEnumerable<string> Lines(string path, object? value)
    {
        switch (value)
        {
            case null:
                return [$"{path} = null"];
            case string text:
                return [$"{path} = \"{text}\""];
            case DateTimeOffset time:
                return [$"{path} = {time.UtcTicks}"];
            case Enum or bool or int:
                return [$"{path} = {Convert.ToString(value, CultureInfo.InvariantCulture)}"];
            case IEnumerable items:
                var elements = items.Cast<object?>().ToList();
                return [$"{path}.Length = {elements.Count}", .. elements.SelectMany((item, index) => Lines($"{path}[{index}]", item))];
            default:
                return
                [
                    $"{path} : {value.GetType().Name}",
                    .. value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
                        .SelectMany(property => Lines($"{path}.{property.Name}", property.GetValue(value))),
                ];
        }
    }
}
