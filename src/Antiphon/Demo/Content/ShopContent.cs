namespace Antiphon.Demo;

/// <param name="Mix">How many tickets of each language arrive on each channel.</param>
/// <param name="Codes">Discount codes that customers have or have heard of.</param>
/// <param name="CustomerNotes">What agents have written on customer profiles.</param>
internal sealed record ShopContent(DemoBrand Brand, DemoTeam[] Teams, DemoTag[] Tags, MixContent[] Mix, string[] Codes, string[] CustomerNotes);

/// <param name="Audience">"spam" for unwanted senders, who have scenarios and names of their own.</param>
internal sealed record MixContent(string Language, string Channel, int Count, string? Audience = null);

internal sealed record CatalogueContent(
    IReadOnlyDictionary<string, KindContent> Kinds, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Colours, ProductContent[] Products);

/// <param name="Sizes">From small to large, under "en" and "eu".</param>
internal sealed record KindContent(bool Plural, IReadOnlyDictionary<string, string[]> Sizes)
{
    public bool HasSizes => Sizes["en"].Length > 2;
}

/// <param name="Price">In whole units, by currency.</param>
internal sealed record ProductContent(string Kind, IReadOnlyDictionary<string, string> Names, IReadOnlyDictionary<string, int> Price, string[] Colours);

/// <param name="Pace">Multiplies waiting times: below 1 is quick.</param>
/// <param name="From">First working hour, UTC.</param>
/// <param name="To">End of the shift, UTC.</param>
/// <param name="Voices">How the agent greets, apologises and signs, by language.</param>
internal sealed record AgentContent(
    string Key,
    string Name,
    string Role,
    string Language,
    string Country,
    string Timezone,
    string Bio,
    string[] Teams,
    DayOfWeek[] Days,
    int From,
    int To,
    double Pace,
    IReadOnlyDictionary<string, VoiceContent> Voices);

internal sealed record VoiceContent(
    string[] Hello, string[] HelloAgain, string[] HelloChat, string[] Thanks, string[] Sorry, string[] Glad, string[] Close, string[] Bye, string SmsSignature);
