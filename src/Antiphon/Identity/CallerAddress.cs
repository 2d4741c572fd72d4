namespace Antiphon.Identity;

/// <summary>
/// The network address of a request to a page or to the OAuth server, where operations find out themselves who acts; null elsewhere. Calls of the API have it in
/// their <see cref="Actor"/>.
/// </summary>
internal sealed class CallerAddress
{
    public string? Value { get; set; }

    public static string? Of(HttpContext http) => http.Connection.RemoteIpAddress switch
    {
        { IsIPv4MappedToIPv6: true } mapped => mapped.MapToIPv4().ToString(),
        var address => address?.ToString(),
    };
}
