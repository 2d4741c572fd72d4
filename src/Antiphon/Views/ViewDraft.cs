using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Http;

namespace Antiphon.Views;

/// <summary>A view as a request wants it, saved or not.</summary>
internal static class ViewDraft
{
    /// <summary>What search for items without a saved view begins with.</summary>
    public static View Unsaved { get; } = new()
    {
        Category = "user",
        Type = View.Tickets,
        Name = "",
        Slug = "",
        Visibility = View.Public,
        Fields = [],
        Filters = "",
        OrderBy = "updated_datetime",
        OrderDir = "desc",
    };

    /// <summary>Notes members that were sent as null and cannot be.</summary>
    public static void CheckNulls(FieldErrors errors, UpdateViewRequest request) => errors
        .AddIf(request.Type is { HasValue: true, Value: null }, "type", FieldErrors.Null)
        .AddIf(request.Visibility is { HasValue: true, Value: null }, "visibility", FieldErrors.Null)
        .AddIf(request.SharedWithUsers is { HasValue: true, Value: null }, "shared_with_users", FieldErrors.Null)
        .AddIf(request.SharedWithTeams is { HasValue: true, Value: null }, "shared_with_teams", FieldErrors.Null)
        .AddIf(request.Fields is { HasValue: true, Value: null }, "fields", FieldErrors.Null)
        .AddIf(request.Filters is { HasValue: true, Value: null }, "filters", FieldErrors.Null)
        .AddIf(request.OrderBy is { HasValue: true, Value: null }, "order_by", FieldErrors.Null)
        .AddIf(request.OrderDir is { HasValue: true, Value: null }, "order_dir", FieldErrors.Null);

    /// <summary>The view with what the request changes. A name and a slug may be cleared: the answer is an empty text.</summary>
    public static View Apply(View view, UpdateViewRequest request)
    {
        var name = request.Name.HasValue ? request.Name.Value?.Trim() ?? "" : view.Name;
        return view with
        {
            Name = name,
            Slug = request.Slug.HasValue ? request.Slug.Value ?? ViewRules.SlugOf(name) : view.Slug,
            Type = request.Type.Value ?? view.Type,
            Visibility = request.Visibility.Value ?? view.Visibility,
            SectionId = request.SectionId.Or(view.SectionId),
            Fields = request.Fields.Value ?? view.Fields,
            Filters = request.Filters.Value ?? view.Filters,
            OrderBy = request.OrderBy.Value ?? view.OrderBy,
            OrderDir = request.OrderDir.Value ?? view.OrderDir,
            Search = request.Search.Or(view.Search),
            DeactivatedAt = request.Filters.Value is { } filters && filters != view.Filters ? null : view.DeactivatedAt,
        };
    }

    /// <summary>Whom the changed view is to be shared with. A view that becomes private, or stops being it, keeps nobody who was not named.</summary>
    public static (IReadOnlyList<long> Users, IReadOnlyList<long> Teams) Sharing(View before, View after, UpdateViewRequest request)
    {
        var keeps = (before.Visibility == View.Private) == (after.Visibility == View.Private);
        return (
            request.SharedWithUsers.Value ?? (keeps ? [.. before.Users.Select(user => user.Id)] : []),
            request.SharedWithTeams.Value ?? (keeps ? [.. before.Teams.Select(team => team.Id)] : []));
    }

    /// <summary>Whether anything that the wire shows is different.</summary>
    public static bool Differ(View before, View after) => JsonSerializer.Serialize(before.ToResource(), WireJson.Options) != JsonSerializer.Serialize(after.ToResource(), WireJson.Options);
}
