using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antiphon.Contract;

/// <summary>How data of an integration, of a customer or of an app is drawn beside a ticket. See the page "Widgets".</summary>
/// <param name="Id">Positive, unique in the account.</param>
/// <param name="Type">One of <see cref="WidgetType.All"/>: where its data come from.</param>
/// <param name="Context"><c>ticket</c> or <c>customer</c>.</param>
/// <param name="Template">Its nodes; the root is a <c>wrapper</c>.</param>
/// <param name="Order">Smaller is shown first.</param>
/// <param name="IntegrationId">The HTTP integration whose answer is shown.</param>
/// <param name="AppId">The app whose data are shown.</param>
/// <param name="DeactivatedDatetime">Since when it is not shown; null while it is.</param>
/// <param name="CreatedDatetime">When it was made.</param>
/// <param name="UpdatedDatetime">When it was last changed.</param>
/// <param name="Uri"><c>/api/widgets/{id}/</c>.</param>
public sealed record WidgetResource(
    long Id,
    string Type,
    string Context,
    [property: Shape(typeof(WidgetNode))] JsonElement Template,
    int Order,
    long? IntegrationId,
    string? AppId,
    DateTimeOffset? DeactivatedDatetime,
    DateTimeOffset CreatedDatetime,
    DateTimeOffset UpdatedDatetime,
    string Uri);

/// <summary>Where the data of widgets come from.</summary>
public static class WidgetType
{
    /// <summary>The latest answer of an HTTP integration about the customer.</summary>
    public const string Http = "http";

    /// <summary>What the customer's <c>data</c> hold.</summary>
    public const string Custom = "custom";

    /// <summary>What an app keeps with the customer.</summary>
    public const string CustomerExternalData = "customer_external_data";

    /// <summary>Every type.</summary>
    public static IReadOnlyList<string> All { get; } =
        ["bigcommerce", Custom, CustomerExternalData, Http, "magento2", "recharge", "shopify", "smile", "standalone", "yotpo", "klaviyo", "stripe", "woocommerce"];
}

/// <summary>A node of a widget's template.</summary>
/// <param name="Type"><c>wrapper</c> at the root; below it <c>card</c>, <c>list</c>, <c>text</c>, <c>date</c>, <c>age</c>, <c>url</c>, <c>email</c>, <c>boolean</c>, <c>array</c>, <c>points</c> or another word.</param>
/// <param name="Path">Where its value lies in the data: names with dots between them; of a list with <c>[]</c> behind its name.</param>
/// <param name="Title">Its label.</param>
/// <param name="Widgets">Its children.</param>
public sealed record WidgetNode(string? Type, string? Path, string? Title, IReadOnlyList<WidgetNode>? Widgets);

/// <summary>Body of <c>POST /api/widgets</c>.</summary>
/// <param name="Type">Required, one of <see cref="WidgetType.All"/>.</param>
/// <param name="Template">Required: an object whose <c>type</c> is <c>wrapper</c>, at most 64 KiB.</param>
/// <param name="Context"><c>ticket</c> (the default) or <c>customer</c>; <c>user</c> is an old word for the latter.</param>
/// <param name="Order">0 (the default) or more.</param>
/// <param name="IntegrationId">Required with the type <c>http</c>: an HTTP integration.</param>
/// <param name="AppId">At most 255 characters.</param>
/// <param name="DeactivatedDatetime">Set: it is made hidden.</param>
[WireIgnores("id", "created_datetime", "updated_datetime", "uri")]
public sealed record CreateWidgetRequest(
    string? Type,
    [property: Shape(typeof(WidgetNode))] JsonElement? Template,
    string? Context = null,
    int? Order = null,
    long? IntegrationId = null,
    string? AppId = null,
    DateTimeOffset? DeactivatedDatetime = null);

/// <summary>Body of <c>PUT /api/widgets/{id}</c>: only what is present changes.</summary>
/// <param name="Type">One of <see cref="WidgetType.All"/>.</param>
/// <param name="Template">Replaces the whole template.</param>
/// <param name="Context"><c>ticket</c> or <c>customer</c>.</param>
/// <param name="Order">0 or more.</param>
/// <param name="IntegrationId">An integration; null only where the type is not <c>http</c>.</param>
/// <param name="AppId">At most 255 characters.</param>
/// <param name="DeactivatedDatetime">Set: it is hidden. Null shows it again.</param>
[WireIgnores("id", "created_datetime", "updated_datetime", "uri")]
public sealed record UpdateWidgetRequest(
    Optional<string?> Type = default,
    [property: Shape(typeof(WidgetNode))] Optional<JsonElement?> Template = default,
    Optional<string?> Context = default,
    Optional<int?> Order = default,
    Optional<long?> IntegrationId = default,
    Optional<string?> AppId = default,
    Optional<DateTimeOffset?> DeactivatedDatetime = default);

/// <summary>Source-generated metadata of the widgets.</summary>
[JsonSerializable(typeof(WidgetResource))]
[JsonSerializable(typeof(ListResource<WidgetResource>))]
[JsonSerializable(typeof(WidgetNode))]
[JsonSerializable(typeof(CreateWidgetRequest))]
[JsonSerializable(typeof(UpdateWidgetRequest))]
public sealed partial class WidgetsJson : JsonSerializerContext;
