namespace Antiphon.Integrations.Delivery.Bodies;

/// <summary>A request as it was when its event happened. What is secret is no part of it and is put in when it is sent.</summary>
/// <param name="Url">Where it goes; null when that cannot be said.</param>
/// <param name="Headers">Values of the headers in which variables stand.</param>
/// <param name="Body">Null for methods that have none.</param>
/// <param name="Error">Why it cannot be sent; null when it can.</param>
/// <param name="Field">Which part of the call is to blame.</param>
internal sealed record RenderedRequest(Uri? Url, IReadOnlyDictionary<string, string> Headers, byte[]? Body, string? Error = null, string? Field = null)
{
    public static RenderedRequest Invalid(string field, string error) => new(null, new Dictionary<string, string>(), null, error, field);
}
