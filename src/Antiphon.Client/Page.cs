namespace Antiphon.Client;

/// <summary>One page of a list. See "Lists: cursor pagination" of the conventions page.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="Data">The items, in the order asked for.</param>
/// <param name="NextCursor">Leads to the page after this one; null on the last page. Opaque: store it and give it back unchanged.</param>
/// <param name="PreviousCursor">Leads to the page before this one; null on the first page.</param>
/// <param name="TotalResources">How many there are in all; null unless the server counted.</param>
public sealed record Page<T>(IReadOnlyList<T> Data, string? NextCursor, string? PreviousCursor, long? TotalResources)
{
    /// <summary>Whether a page follows.</summary>
    public bool HasMore => NextCursor is not null;
}
