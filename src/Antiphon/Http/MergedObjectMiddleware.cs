using System.Globalization;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Identity;
using Microsoft.AspNetCore.Http.Extensions;

namespace Antiphon.Http;

/// <summary>
/// Answers 301 with the survivor's path to any request under a customer or ticket that was merged into another: every method, every sub-path. It looks
/// only when the answer would be 404, so a request that finds its object pays nothing. See "Status codes" of the conventions page.
/// </summary>
internal sealed class MergedObjectMiddleware(RequestDelegate next)
{
    private static readonly Dictionary<string, string> ObjectTypes = new(StringComparer.Ordinal)
    {
        ["customers"] = EventObject.Customer,
        ["tickets"] = EventObject.Ticket,
    };

    public async Task InvokeAsync(HttpContext http, DeskDb db)
    {
        await next(http);
        if (http.Response is not { StatusCode: StatusCodes.Status404NotFound, HasStarted: false, ContentLength: null or 0 } || http.Items[typeof(Actor)] is not Actor actor)
        {
            return;
        }

        // "", "api", resource, id, and whatever follows
        if (http.Request.Path.Value?.Split('/', 5) is not ["", "api", var resource, var number, .. var rest]
            || !ObjectTypes.TryGetValue(resource, out var type)
            || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            || await MergedObjects.SurvivorAsync(db, actor.AccountId, type, id, http.RequestAborted) is not { } survivor)
        {
            return;
        }

        var path = string.Join('/', ["", "api", resource, survivor.ToString(CultureInfo.InvariantCulture), .. rest]);
        http.Response.StatusCode = StatusCodes.Status301MovedPermanently;
        http.Response.ContentLength = 0;
        http.Response.Headers.Location = UriHelper.BuildAbsolute(http.Request.Scheme, http.Request.Host, http.Request.PathBase, path, http.Request.QueryString);
    }
}
