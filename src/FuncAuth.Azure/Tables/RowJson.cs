using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FuncAuth.Azure.Tables;

/// <summary>
/// The JSON columns. Strict both ways: a member that is unknown or missing is a row of another version, and no reason to guess. Times
/// are ISO 8601 to 100 ns, so what was stored is read back equal.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(ClientRow))]
[JsonSerializable(typeof(SignUpRow))]
[JsonSerializable(typeof(SignInRow))]
[JsonSerializable(typeof(StrayMissesRow))]
[JsonSerializable(typeof(SessionRow))]
[JsonSerializable(typeof(UserDataRow))]
[JsonSerializable(typeof(UserCountsRow))]
[JsonSerializable(typeof(ImmutableArray<ContactDetailRow>), TypeInfoPropertyName = "ContactDetailRows")]
[JsonSerializable(typeof(ExternalAccountRow))]
[JsonSerializable(typeof(ExternalProofRow))]
internal sealed partial class RowJson : JsonSerializerContext
{
    /// <summary>Letters beyond ASCII as they are: escaped they take six times the room, and a column holds 32K characters.</summary>
    public static RowJson Stored => Unescaped.Context;

    // A class of its own, because fields of two files of one class are set in no particular order.
    private static class Unescaped
    {
        public static readonly RowJson Context =
            new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
