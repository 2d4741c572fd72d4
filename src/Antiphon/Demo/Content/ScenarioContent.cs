namespace Antiphon.Demo;

/// <summary>One kind of conversation. Every text is a list of variants; see <see cref="Writing.Phrasebook"/> for the template language.</summary>
/// <param name="Kinds">Kinds of product the text can be about; all that come in sizes when null.</param>
/// <param name="Subjects">None for channels without subjects: the first line stands in.</param>
/// <param name="Steps">What always happens, in order.</param>
/// <param name="Products">English names of the products the text can be about, where not every one of a kind will do.</param>
/// <param name="Countries">Where the customer lives; anywhere when null.</param>
/// <param name="Endings">One of these follows the steps.</param>
/// <param name="Stories">
/// How many stories are told side by side: the n-th variant of the question belongs to the n-th of the answer, in every step that has as many variants.
/// 0 when all variants go with one another.
/// </param>
internal sealed record ScenarioContent(
    string Key,
    string Language,
    string[] Channels,
    string Team,
    string[] Tags,
    StepContent[] Steps,
    string[]? Subjects = null,
    string[]? Kinds = null,
    string Priority = "normal",
    EndingContent[]? Endings = null,
    string End = ScenarioEnd.Closed,
    string? Audience = null,
    string[]? Countries = null,
    int Stories = 0,
    string[]? Products = null);

/// <param name="For">The stories that can end like this; all when null.</param>
internal sealed record EndingContent(StepContent[] Steps, string End = ScenarioEnd.Closed, string[]? Tags = null, string? Priority = null, int[]? For = null);

/// <summary>One message; exactly one of customer, agent and note is given.</summary>
/// <param name="After">Least and most hours since the message before; the channel decides when null.</param>
/// <param name="Team">The ticket goes to this team before the message.</param>
/// <param name="Fails">The message could not be delivered.</param>
internal sealed record StepContent(
    string[]? Customer = null, string[]? Agent = null, string[]? Note = null, double[]? After = null, string? Attach = null, string? Team = null, bool Fails = false)
{
    public string[] Variants => Customer ?? Agent ?? Note ?? throw new InvalidOperationException("A step of a demo conversation has no text.");
}

internal static class ScenarioEnd
{
    public const string Closed = "closed";
    public const string Open = "open";
    public const string Snoozed = "snoozed";
    public const string Spam = "spam";
    public const string Trashed = "trashed";
}
