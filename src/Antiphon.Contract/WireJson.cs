using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Antiphon.Contract;

/// <summary>
/// How the wire is written and read by server and SDK alike: snake_case names, microsecond datetimes, source-generated metadata from one context
/// per resource. Answers write every member, nulls included; requests leave out what is null or absent.
/// </summary>
public static class WireJson
{
    /// <summary>The deepest nesting of a body.</summary>
    public const int MaxDepth = 512;

    /// <summary>The one set of options for everything on the wire.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            // A syntax tree is two levels deeper for each term of a chain; 64 would end at thirty terms.
            MaxDepth = MaxDepth,
            Converters = { new WireDateConverter(), new OptionalConverterFactory() },
            // One line per resource: a new resource adds its context here.
            TypeInfoResolver = JsonTypeInfoResolver.Combine(
                AccountsJson.Default,
                AgentsJson.Default,
                ApiKeysJson.Default,
                AppsJson.Default,
                AuditJson.Default,
                ChangesJson.Default,
                CustomersJson.Default,
                CustomFieldsJson.Default,
                DeliveriesJson.Default,
                ErrorJson.Default,
                EventsJson.Default,
                FilesJson.Default,
                IntegrationTemplatesJson.Default,
                IntegrationsJson.Default,
                JobsJson.Default,
                LegacyStatisticsJson.Default,
                LiveJson.Default,
                MacrosJson.Default,
                MessagesJson.Default,
                MetricCardsJson.Default,
                RuleRunsJson.Default,
                RuleSimulationsJson.Default,
                RuleTemplatesJson.Default,
                RulesJson.Default,
                SearchJson.Default,
                SandboxJson.Default,
                SatisfactionSurveysJson.Default,
                SecondFactorJson.Default,
                SignInProvidersJson.Default,
                SlasJson.Default,
                StatisticsJson.Default,
                TagsJson.Default,
                TeamsJson.Default,
                TicketsJson.Default,
                UsersJson.Default,
                ViewsJson.Default,
                VoiceCallsJson.Default,
                WidgetsJson.Default).WithAddedModifier(LeaveOutWhatWasNotSent),
        };
        options.MakeReadOnly();
        return options;
    }

    private static void LeaveOutWhatWasNotSent(JsonTypeInfo type)
    {
        var isRequest = type.Type.Name.EndsWith("Request", StringComparison.Ordinal);
        foreach (var property in type.Properties)
        {
            if (typeof(IOptional).IsAssignableFrom(property.PropertyType))
            {
                property.ShouldSerialize = static (_, value) => value is IOptional { HasValue: true };
            }
            else if (isRequest)
            {
                property.ShouldSerialize = static (_, value) => value is not null;
            }
        }
    }
}

internal sealed class OptionalConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Optional<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(OptionalConverter<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;
}

internal sealed class OptionalConverter<T> : JsonConverter<Optional<T>>
{
    // Without this a JSON null would never reach Read, and null could not be told from absent.
    public override bool HandleNull => true;

    public override Optional<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(JsonSerializer.Deserialize(ref reader, (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T)))!);

    public override void Write(Utf8JsonWriter writer, Optional<T> value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value.Value, (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T)));
}
