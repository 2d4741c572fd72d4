using Antiphon.Contract;
using Antiphon.Http;

namespace Antiphon.Views;

/// <summary>The rules that a view's members obey, on creation as on update.</summary>
internal static class ViewRules
{
    public const int MaxNameLength = 255;
    public const int MaxSearchLength = 1000;
    public const int MaxEmojiLength = 64;
    public const int MaxShares = 100;

    /// <summary>Checks a view as it is to become.</summary>
    public static void Check(FieldErrors errors, View view, ViewDecoration? decoration, IReadOnlyList<long> users, IReadOnlyList<long> teams)
    {
        errors.MaxLength("name", view.Name, MaxNameLength)
            .MaxLength("slug", view.Slug, MaxNameLength)
            .OneOf("type", view.Type, ViewWords.Types)
            .OneOf("visibility", view.Visibility, ViewWords.Visibilities)
            .OneOf("order_by", view.OrderBy, ViewWords.OrderAttributes)
            .OneOf("order_dir", view.OrderDir, ViewWords.Directions)
            .MaxLength("search", view.Search, MaxSearchLength)
            .MaxCount("shared_with_users", users.Count, MaxShares)
            .MaxCount("shared_with_teams", teams.Count, MaxShares)
            .AddIf(view is { Category: View.System, Visibility: not View.Public }, "visibility", "A system view is public.");
        errors.Under("decoration").MaxLength("emoji", decoration?.Emoji, MaxEmojiLength);
        errors.EachOneOf("fields", view.Fields, ViewWords.Columns);
    }

    /// <summary>The name as it can stand in an address.</summary>
    public static string SlugOf(string name)
    {
        var words = new string([.. name.Select(letter => char.IsLetterOrDigit(letter) || char.IsSurrogate(letter) ? char.ToLowerInvariant(letter) : ' ')]);
        return string.Join('-', words.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>What is stored of a decoration: the object as it was sent, without members that were not.</summary>
    public static Data.Jsonb Store(ViewDecoration? decoration) => new(decoration switch
    {
        null => null,
        { Emoji: null } => "{}",
        { Emoji: { } emoji } => new System.Text.Json.Nodes.JsonObject { ["emoji"] = emoji }.ToJsonString(),
    });
}
