using System.Text.Json;
using Antiphon.Accounts;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Facts;
using Antiphon.Identity;
using Antiphon.Language.Templates;
using Antiphon.Messages.Replying;
using Antiphon.Surveys.Answering;

namespace Antiphon.Surveys.Lifecycle;

/// <summary>What a survey says: the account's own words, or ours, and in any case the link of the answer.</summary>
internal sealed class WriteSurvey(DeskDb db, ReadTicketFacts readFacts, AccountAddress address)
{
    private const string Variable = "satisfaction_survey_url";
    private const string OurText = "How did we do? It takes one click to tell us: {{" + Variable + "}}";
    private const string OurHtml = "<p>How did we do? It takes one click to tell us.</p><p><a href=\"{{" + Variable + "}}\">Tell us how satisfied you are</a></p>";

    public async Task<ReplyText> RunAsync(Survey survey, Actor actor, CancellationToken cancellationToken)
    {
        var found = await db.SingleAsync(
            $"""
            select (select data from account_settings where account_id = {actor.AccountId} and type = {AccountSettingType.SatisfactionSurveys}),
              (select domain from accounts where account_id = {actor.AccountId}),
              (select answer_key from satisfaction_surveys where account_id = {actor.AccountId} and id = {survey.Id}),
              (select channel from tickets where account_id = {actor.AccountId} and id = {survey.TicketId}),
              (select c.address from customer_channels c where c.account_id = {actor.AccountId} and c.customer_id = {survey.CustomerId} and c.type = 'email' order by c.preferred desc, c.id limit 1)
            """,
            row => new { Setting = SurveySetting.Read(row.Json(0)), Domain = row.GetString(1), Key = row.GetFieldValue<byte[]>(2), Channel = row.GetString(3), Mail = row.Text(4) },
            cancellationToken);
        var url = address.To(found.Domain, SurveyLink.PathOf(actor.AccountId, survey.Id, found.Key));
        var isMail = found.Channel is "email" or "contact_form" or "help-center";
        // Whoever writes their own text alone has it sent as text alone.
        var (text, html) = (found.Setting.Text ?? (found.Setting.Html is null ? OurText : null), found.Setting.Html ?? (found.Setting.Text is null ? OurHtml : null));
        var (plain, rich) = (text is null ? null : Template.Parse(text), html is null || !isMail ? null : Template.ParseHtml(html));
        var facts = await readFacts.RunAsync(survey.TicketId, [.. plain?.Paths ?? [], .. rich?.Paths ?? []], messageId: null, actor, cancellationToken);
        var known = new WithLink(facts!.Facts, url);
        var bodyText = plain?.Render(known, new RenderOptions(Language: facts.Language)).Text;
        var bodyHtml = rich?.Render(known, new RenderOptions(Escaping.Html, facts.Language)).Text;
        IReadOnlyList<MessageAddressRequest> to = isMail && found.Mail is { } mail ? [new(null, mail)] : [];
        return new ReplyText(WithUrl(bodyText ?? (isMail ? null : url), url, $"\n\n{url}"), WithUrl(bodyHtml, url, $"<p><a href=\"{url}\">{url}</a></p>"), [], to, [], []);
    }

    private static string? WithUrl(string? text, string url, string end) => text is null || text.Contains(url, StringComparison.Ordinal) ? text : text + end;

    private sealed class WithLink(IFacts facts, string url) : IFacts
    {
        public JsonElement? Find(FactPath path) => path is { Root: Variable, Steps.Count: 1 } ? JsonSerializer.SerializeToElement(url) : facts.Find(path);
    }
}
