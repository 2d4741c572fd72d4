using System.Reflection;

namespace Antiphon.Http;

/// <summary>
/// Scheme and host by which the caller reached the account, for the few absolute addresses that leave the server. The host has led to the account, so it
/// is one of its own.
/// </summary>
internal readonly record struct Origin(string Address)
{
    public string To(string path) => Address + path;

    public static ValueTask<Origin> BindAsync(HttpContext http, ParameterInfo parameter)
    {
        _ = parameter;
        return ValueTask.FromResult(Of(http));
    }

    public static Origin Of(HttpContext http) => new($"{http.Request.Scheme}://{http.Request.Host}");
}
