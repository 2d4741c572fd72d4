namespace Antiphon.Http.Query;

/// <summary>
/// Whether a caller asks for what the original does not have. A parameter that exists nowhere else must not be taken by accident: a client that the original
/// refuses is refused here too.
/// </summary>
internal static class QueryExtensions
{
    public const string Header = "Antiphon-Extensions";
    public const string Asked = "1";

    public static bool AsksForExtensions(this HttpContext http) => http.Request.Headers[Header].ToString().Trim() is Asked;
}
