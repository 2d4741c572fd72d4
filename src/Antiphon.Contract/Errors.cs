using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antiphon.Contract;

/// <summary>The body of every error: <c>{"error": {"msg", "data"}}</c>. See "Error body" of the conventions page.</summary>
/// <param name="Error">What went wrong.</param>
public sealed record ErrorBody(ErrorDetail Error);

/// <summary>What went wrong, in words and by field.</summary>
/// <param name="Msg">One sentence, always there.</param>
/// <param name="Data">
/// Field name to a list of messages; nested objects nest, and list items are keyed by their index as a string. Absent when no field is to blame.
/// </param>
public sealed record ErrorDetail(string Msg, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? Data = null);

/// <summary>Source-generated metadata of the error body.</summary>
[JsonSerializable(typeof(ErrorBody))]
public sealed partial class ErrorJson : JsonSerializerContext;
