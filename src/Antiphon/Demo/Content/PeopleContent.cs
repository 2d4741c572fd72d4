namespace Antiphon.Demo;

/// <summary>Customers of one country: invented names, fictional telephone ranges, addresses under <c>.example</c>.</summary>
/// <param name="Names">Given instead of first and last names for senders that are no persons.</param>
/// <param name="Phone">Each <c>#</c> becomes a digit.</param>
/// <param name="UtcOffset">Standard time, in hours. Summer time is left out so that the shop does not depend on the machine's time zone data.</param>
internal sealed record LocaleContent(
    string Key,
    int Count,
    string Language,
    string Country,
    string Currency,
    string Phone,
    string[] Domains,
    string[] First,
    string[] Last,
    string[] Streets,
    string StreetFormat,
    PlaceContent[] Places,
    string[] Carriers,
    string[]? Names = null,
    string? Audience = null);

internal sealed record PlaceContent(string City, string Postcode, string Timezone, int UtcOffset);

/// <param name="Manners">Ways of writing; each customer keeps one.</param>
/// <param name="ReplyPrefix">What this language's mail programs put before a subject.</param>
/// <param name="Quote">The line over a quoted message: {date}, {time} and {who}.</param>
internal sealed record LanguageContent(
    string[] Weekdays,
    string[] Months,
    string Date,
    string[] Dayparts,
    string[] Trips,
    string[] Relatives,
    string[] Heights,
    string[] Handles,
    IReadOnlyDictionary<string, string> Singular,
    IReadOnlyDictionary<string, string> Plural,
    IReadOnlyDictionary<string, string> Money,
    string ReplyPrefix,
    string Quote,
    MannerContent[] Manners);

/// <param name="Lower">Writes chat lines without capitals.</param>
/// <param name="Quotes">Leaves the whole thread under an e-mail reply.</param>
internal sealed record MannerContent(
    string[] Hello, string[] HelloAgain, string[] Bye, string[] ByeAgain, string? Signature = null, bool Lower = false, bool Quotes = false);
