namespace Antiphon.Limits;

/// <summary>What a request weighs, in tenths of a request.</summary>
internal static class RequestCost
{
    public const int Full = 10;

    /// <summary>A 304 spared the server the work, so a polling client is not made to pay for it.</summary>
    public const int NotModified = 1;

    /// <summary>Lets the request cost no more than a 304: it found nothing new, or told so little.</summary>
    public static void IsLight(this HttpContext http) => http.Items[typeof(RequestCost)] = true;

    public static bool WasLight(this HttpContext http) => http.Items.ContainsKey(typeof(RequestCost));
}
