using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antiphon.Contract;

/// <summary>A saved filter and order over tickets or customers. See the page "Views".</summary>
/// <param name="Id">Positive, unique in the account.</param>
/// <param name="Uri"><c>/api/views/{id}/</c>.</param>
/// <param name="Category"><c>system</c> for the views that every account has and that cannot be deleted, else <c>user</c>.</param>
/// <param name="Type">One of <see cref="ViewWords.Types"/>.</param>
/// <param name="Name">At most 255 characters.</param>
/// <param name="Slug">The name as it stands in an address; not unique.</param>
/// <param name="Visibility">One of <see cref="ViewWords.Visibilities"/>.</param>
/// <param name="SharedWithUsers">Whom it is shared with; of a private view its owner.</param>
/// <param name="SharedWithTeams">Whose members it is shared with.</param>
/// <param name="SectionId">The section of the side bar.</param>
/// <param name="Decoration">Null, or an object with an <c>emoji</c>.</param>
/// <param name="Fields">The columns, of <see cref="ViewWords.Columns"/>.</param>
/// <param name="Filters">The filter code; empty means everything.</param>
/// <param name="FiltersAst">The syntax tree of <paramref name="Filters"/> as ESTree.</param>
/// <param name="OrderBy">One of <see cref="ViewWords.OrderAttributes"/>.</param>
/// <param name="OrderDir"><c>asc</c> or <c>desc</c>.</param>
/// <param name="Search">A full-text query that items must match as well.</param>
/// <param name="CreatedDatetime">When it was made.</param>
/// <param name="DeactivatedDatetime">Set when the filter names something that was deleted; the view lists nothing until it gets new filters.</param>
public sealed record ViewResource(
    long Id,
    string Uri,
    string? Category,
    string Type,
    string? Name,
    string? Slug,
    string Visibility,
    IReadOnlyList<ViewUserResource> SharedWithUsers,
    IReadOnlyList<ViewTeamResource> SharedWithTeams,
    long? SectionId,
    JsonElement? Decoration,
    IReadOnlyList<string> Fields,
    string Filters,
    JsonElement FiltersAst,
    string OrderBy,
    string OrderDir,
    string? Search,
    DateTimeOffset CreatedDatetime,
    DateTimeOffset? DeactivatedDatetime);

/// <summary>A user that a view is shared with.</summary>
/// <param name="Id">Of the user.</param>
/// <param name="Name">The full name.</param>
/// <param name="Meta">The user's free data.</param>
public sealed record ViewUserResource(long Id, string? Name, JsonElement? Meta);

/// <summary>A team that a view is shared with.</summary>
/// <param name="Id">Of the team.</param>
/// <param name="Name">Its name.</param>
/// <param name="Decoration">How it looks.</param>
public sealed record ViewTeamResource(long Id, string? Name, JsonElement? Decoration);

/// <summary>How a view looks.</summary>
/// <param name="Emoji">At most 64 characters.</param>
public sealed record ViewDecoration(string? Emoji);

/// <summary>Body of <c>POST /api/views</c>.</summary>
/// <param name="Name">At most 255 characters; empty when absent.</param>
/// <param name="Slug">At most 255 characters; made from the name when absent.</param>
/// <param name="Type">One of <see cref="ViewWords.Types"/>; <c>ticket-list</c> when absent.</param>
/// <param name="Visibility">One of <see cref="ViewWords.Visibilities"/>; <c>public</c> when absent. A private view belongs to the caller.</param>
/// <param name="SharedWithUsers">At most 100 users, by id.</param>
/// <param name="SharedWithTeams">At most 100 teams, by id.</param>
/// <param name="SectionId">The section of the side bar.</param>
/// <param name="Decoration">Its emoji.</param>
/// <param name="Fields">Columns, of <see cref="ViewWords.Columns"/>.</param>
/// <param name="Filters">Filter code; empty means everything.</param>
/// <param name="OrderBy">One of <see cref="ViewWords.OrderAttributes"/>; <c>updated_datetime</c> when absent.</param>
/// <param name="OrderDir"><c>asc</c> or <c>desc</c>, the default.</param>
/// <param name="Search">A full-text query of at most 1,000 characters.</param>
public sealed record CreateViewRequest(
    string? Name = null,
    string? Slug = null,
    string? Type = null,
    string? Visibility = null,
    [property: WireIds] IReadOnlyList<long>? SharedWithUsers = null,
    [property: WireIds] IReadOnlyList<long>? SharedWithTeams = null,
    long? SectionId = null,
    ViewDecoration? Decoration = null,
    IReadOnlyList<string>? Fields = null,
    string? Filters = null,
    string? OrderBy = null,
    string? OrderDir = null,
    string? Search = null);

/// <summary>
/// Body of <c>PUT /api/views/{id}</c>: only what is present changes. What a view answers beyond these members may be sent back and is ignored.
/// </summary>
/// <param name="Name">At most 255 characters.</param>
/// <param name="Slug">At most 255 characters.</param>
/// <param name="Type">One of <see cref="ViewWords.Types"/>.</param>
/// <param name="Visibility">One of <see cref="ViewWords.Visibilities"/>.</param>
/// <param name="SharedWithUsers">Replaces the list; at most 100 users.</param>
/// <param name="SharedWithTeams">Replaces the list; at most 100 teams.</param>
/// <param name="SectionId">The section of the side bar; null clears it.</param>
/// <param name="Decoration">Its emoji; null clears it.</param>
/// <param name="Fields">Replaces the columns.</param>
/// <param name="Filters">Filter code. New code activates a view that was deactivated.</param>
/// <param name="OrderBy">One of <see cref="ViewWords.OrderAttributes"/>.</param>
/// <param name="OrderDir"><c>asc</c> or <c>desc</c>.</param>
/// <param name="Search">A full-text query of at most 1,000 characters; null clears it.</param>
[WireIgnores("id", "uri", "category", "created_datetime", "deactivated_datetime", "filters_ast")]
public sealed record UpdateViewRequest(
    Optional<string?> Name = default,
    Optional<string?> Slug = default,
    Optional<string?> Type = default,
    Optional<string?> Visibility = default,
    [property: WireIds] Optional<IReadOnlyList<long>?> SharedWithUsers = default,
    [property: WireIds] Optional<IReadOnlyList<long>?> SharedWithTeams = default,
    Optional<long?> SectionId = default,
    Optional<ViewDecoration?> Decoration = default,
    Optional<IReadOnlyList<string>?> Fields = default,
    Optional<string?> Filters = default,
    Optional<string?> OrderBy = default,
    Optional<string?> OrderDir = default,
    Optional<string?> Search = default);

/// <summary>Body of <c>PUT /api/views/{id}/items</c> and of <c>POST /api/tickets/search</c>.</summary>
/// <param name="View">What the view is to be for this call; nothing of it is saved. Members that are absent are those of the saved view, or their defaults.</param>
public sealed record ViewItemsRequest(UpdateViewRequest? View = null);

/// <summary>A page of a view's items. Unlike other lists its meta has ready-made addresses.</summary>
/// <typeparam name="T"><see cref="TicketCompactResource"/> or <see cref="ListedCustomerResource"/>.</typeparam>
/// <param name="Data">At most <c>limit</c> items.</param>
/// <param name="Object">Always <c>list</c>.</param>
/// <param name="Uri">The path and query of this page.</param>
/// <param name="Meta">Where the neighbouring pages are.</param>
public sealed record ViewItemsResource<T>(IReadOnlyList<T> Data, string Object, string Uri, ViewItemsMeta Meta);

/// <summary>The neighbours of a page of items; all null when there is one page only.</summary>
/// <param name="NextItems">The address of the next page, to be requested as it is.</param>
/// <param name="PrevItems">The address of the page before.</param>
/// <param name="CurrentCursor">This page; with the query's <c>direction</c> it leads either way.</param>
/// <param name="NextCursor">The next page as a cursor, for clients that walk this list like others.</param>
/// <param name="PrevCursor">The page before as a cursor.</param>
public sealed record ViewItemsMeta(string? NextItems, string? PrevItems, string? CurrentCursor, string? NextCursor, string? PrevCursor);

/// <summary>How many items a view has.</summary>
/// <param name="Id">Of the view.</param>
/// <param name="Count">At most 1,000.</param>
/// <param name="IsExact">False when there are more than <paramref name="Count"/>.</param>
/// <param name="Text">To be shown: <c>42</c>, or <c>1000+</c>.</param>
public sealed record ViewCountResource(long Id, int Count, bool IsExact, string Text);

/// <summary>The words of views, as the wire spells them.</summary>
public static class ViewWords
{
    /// <summary>What a view lists.</summary>
    public static IReadOnlyList<string> Types { get; } = ["ticket-list", "customer-list"];

    /// <summary>Who sees it: everyone; those it is shared with, leads and admins; its owner.</summary>
    public static IReadOnlyList<string> Visibilities { get; } = ["public", "shared", "private"];

    /// <summary>Who made it.</summary>
    public static IReadOnlyList<string> Categories { get; } = ["system", "user"];

    /// <summary>The columns that a view can show.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        "id", "details", "tags", "customer", "last_message", "name", "email", "created", "updated", "assignee", "assignee_team", "channel", "closed", "language",
        "last_received_message", "integrations", "snooze", "status", "subject", "priority",
    ];

    /// <summary>What items can be sorted by. Customers have the first two.</summary>
    public static IReadOnlyList<string> OrderAttributes { get; } =
    [
        "created_datetime", "updated_datetime", "last_message_datetime", "last_received_message_datetime", "closed_datetime", "snooze_datetime", "priority",
    ];

    /// <summary>The two directions of an order.</summary>
    public static IReadOnlyList<string> Directions { get; } = ["asc", "desc"];
}

/// <summary>Source-generated metadata of the views.</summary>
[JsonSerializable(typeof(ViewResource))]
[JsonSerializable(typeof(ListResource<ViewResource>))]
[JsonSerializable(typeof(IReadOnlyList<ViewUserResource>))]
[JsonSerializable(typeof(IReadOnlyList<ViewTeamResource>))]
[JsonSerializable(typeof(CreateViewRequest))]
[JsonSerializable(typeof(ViewItemsRequest))]
[JsonSerializable(typeof(ViewItemsResource<TicketCompactResource>))]
[JsonSerializable(typeof(ViewItemsResource<ListedCustomerResource>))]
[JsonSerializable(typeof(ListResource<ViewCountResource>))]
[JsonSerializable(typeof(UpdateViewRequest))]
public sealed partial class ViewsJson : JsonSerializerContext;
