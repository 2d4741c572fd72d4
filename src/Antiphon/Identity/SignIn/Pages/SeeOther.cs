namespace Antiphon.Identity.SignIn.Pages;

/// <summary>303: what was posted is done, look there. Reloading that page sends nothing again.</summary>
internal static class SeeOther
{
    public static IResult To(HttpContext http, string path)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.Location = path;
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }
}
