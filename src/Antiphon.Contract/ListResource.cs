namespace Antiphon.Contract;

/// <summary>The envelope of every list. See "Lists: cursor pagination" of the conventions page.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="Data">At most <c>limit</c> items, in the order asked for.</param>
/// <param name="Object">Always <c>list</c>.</param>
/// <param name="Uri">The path and query of this page.</param>
/// <param name="Meta">Where the neighbouring pages are.</param>
public sealed record ListResource<T>(IReadOnlyList<T> Data, string Object, string Uri, ListMeta Meta);

/// <summary>The cursors of a page. A null cursor means that there is no page on that side.</summary>
/// <param name="PrevCursor">The page before this one.</param>
/// <param name="NextCursor">The page after this one.</param>
/// <param name="TotalResources">Always null: counting is not cheap.</param>
public sealed record ListMeta(string? PrevCursor, string? NextCursor, long? TotalResources = null);
