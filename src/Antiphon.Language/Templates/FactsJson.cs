using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antiphon.Language.Templates;

[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(List<JsonElement>))]
[JsonSerializable(typeof(string))]
internal sealed partial class FactsJson : JsonSerializerContext;
