using System.Globalization;
using System.Text;
using Antiphon.Accounts;
using Antiphon.Http;
using Antiphon.Identity.SignIn.Pages;
using Antiphon.Limits;
using Microsoft.AspNetCore.Http.Features;

namespace Antiphon.Surveys.Answering;

/// <summary>
/// The page behind a survey's link: five buttons, each of which is an answer, and room for a comment. It works without script and without a cookie. Looking
/// at it changes nothing, because programs that check mail follow the links in it.
/// </summary>
internal static class SurveyPage
{
    private const long LargestForm = 64 * 1024;

    private static readonly string[] Words = ["Very dissatisfied", "Dissatisfied", "Neither", "Satisfied", "Very satisfied"];

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(SurveyLink.Path + "/{token}", HandleShowAsync);
        app.MapPost(SurveyLink.Path + "/{token}", HandleAnswerAsync);
    }

    private static async Task<IResult> HandleShowAsync(string token, HttpContext http, AnswerSurvey answerSurvey, FailedLogins failedLogins, CancellationToken cancellationToken)
    {
        if (CommonPages.Held(http, failedLogins) is { } held)
        {
            return held;
        }

        var found = await answerSurvey.FindAsync(http.Account().Id, token, cancellationToken);
        return found.Failure is null ? Show(http, StatusCodes.Status200OK, found.Value, problem: null) : Unknown(http, failedLogins);
    }

    private static async Task<IResult> HandleAnswerAsync(string token, HttpContext http, AnswerSurvey answerSurvey, FailedLogins failedLogins, CancellationToken cancellationToken)
    {
        if (CommonPages.Held(http, failedLogins) is { } held)
        {
            return held;
        }

        var form = await ReadAsync(http, cancellationToken);
        int? score = int.TryParse(form is null ? null : (string?)form["score"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        var answered = await answerSurvey.RunAsync(http.Account().Id, token, score, form is not null && form.TryGetValue("comment", out var comment) ? WireSafe(comment.ToString()) : null, cancellationToken);
        if (answered.Failure is null)
        {
            return SeeOther.To(http, $"{SurveyLink.Path}/{token}");
        }

        var found = await answerSurvey.FindAsync(http.Account().Id, token, cancellationToken);
        return found.Failure is null
            ? Show(http, StatusCodes.Status400BadRequest, found.Value, $"Choose one of the five answers. A comment has {Survey.MaxCommentLength} characters at most.")
            : Unknown(http, failedLogins);
    }

    private static IResult Show(HttpContext http, int status, Survey survey, string? problem)
    {
        var buttons = new StringBuilder();
        for (var score = Survey.HighestScore; score >= Survey.LowestScore; score--)
        {
            var (mark, note) = survey.Score == score ? (" aria-current=\"true\"", " (your answer)") : ("", "");
            buttons.Append(CultureInfo.InvariantCulture, $"<p><button name=\"score\" value=\"{score}\"{mark}>{score} of {Survey.HighestScore}: {Words[score - 1]}{note}</button></p>\n");
        }

        var thanks = survey.Score is { } given ? $"Thank you: your answer is {given} of {Survey.HighestScore}. You can change it here." : null;
        var send = survey.Score is { } again ? $"<p><button name=\"score\" value=\"{again.ToString(CultureInfo.InvariantCulture)}\">Save the comment</button></p>\n" : "";
        // The first button of a form is the one that the Enter key presses; in a text area it is a new line.
        return HtmlPage.Render(
            http,
            status,
            "How satisfied are you with our answer?",
            $"""
            {HtmlPage.Problem(problem)}{HtmlPage.Notice(thanks)}<form method="post" action="{HtmlPage.Encode(http.Request.Path)}">
            <p><label for="comment">If you like, tell us more</label><br>
            <textarea id="comment" name="comment" rows="4" cols="40" maxlength="{Survey.MaxCommentLength}">{HtmlPage.Encode(survey.Comment ?? "")}</textarea></p>
            {send}<fieldset>
            <legend>One click is an answer</legend>
            {buttons}</fieldset>
            </form>
            """);
    }

    private static IResult Unknown(HttpContext http, FailedLogins failedLogins)
    {
        failedLogins.Record(CommonPages.Source(http));
        return HtmlPage.Render(http, StatusCodes.Status404NotFound, "There is no such survey", "<p>The link is not complete, or what it asks about is gone.</p>");
    }

    // PostgreSQL keeps no such character, and nobody types one.
    private static string WireSafe(string text) => text.Replace("\0", "", StringComparison.Ordinal);

    private static async Task<IFormCollection?> ReadAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if (!http.Request.HasFormContentType)
        {
            return null;
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = LargestForm;
        }

        try
        {
            return await http.Request.ReadFormAsync(cancellationToken);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
