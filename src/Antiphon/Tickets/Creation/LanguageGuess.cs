namespace Antiphon.Tickets.Creation;

/// <summary>
/// Guesses the language of a text from the small words that carry no meaning, which no two languages share in number. Null when too little speaks for one
/// of them: a wrong language is worse than none.
/// </summary>
internal static class LanguageGuess
{
    private const int LongestLook = 4000;
    private const int FewestHits = 2;

    private static readonly Dictionary<string, string[]> SmallWords = new(StringComparer.Ordinal)
    {
        ["en"] = ["the", "and", "is", "are", "was", "were", "have", "has", "been", "my", "your", "you", "it", "this", "that", "with", "for", "not", "of", "to", "when", "where", "what", "would", "could", "please", "thanks", "hello", "hi", "i'm", "i've", "from", "but", "they", "there"],
        ["fr"] = ["le", "la", "les", "des", "une", "est", "sont", "pas", "je", "vous", "nous", "mon", "ma", "votre", "avec", "pour", "dans", "sur", "que", "qui", "bonjour", "merci", "commande", "mais", "très", "ai", "été", "où", "j'ai", "c'est", "du", "au"],
        ["de"] = ["der", "die", "das", "und", "ist", "sind", "nicht", "ich", "sie", "wir", "mein", "meine", "ihre", "mit", "für", "auf", "ein", "eine", "einen", "hallo", "danke", "bitte", "habe", "wurde", "aber", "noch", "dem", "den", "von", "zu", "wann", "wo"],
        ["es"] = ["el", "los", "las", "una", "es", "son", "no", "mi", "su", "con", "para", "por", "que", "pedido", "hola", "gracias", "pero", "muy", "he", "del", "está", "cuándo", "dónde", "yo", "usted", "estoy", "tengo", "ha", "sido"],
        ["it"] = ["il", "lo", "gli", "una", "è", "sono", "non", "mio", "mia", "con", "per", "che", "ordine", "ciao", "grazie", "ma", "ho", "del", "della", "dove", "quando", "vorrei", "stato", "ancora", "buongiorno", "mi", "questo"],
        ["nl"] = ["de", "het", "een", "en", "is", "zijn", "niet", "ik", "mijn", "uw", "met", "voor", "op", "van", "bestelling", "hallo", "bedankt", "maar", "nog", "heb", "werd", "waar", "wanneer", "dat", "deze", "graag"],
        ["pt"] = ["o", "os", "uma", "não", "meu", "minha", "seu", "com", "para", "por", "que", "pedido", "olá", "obrigado", "obrigada", "mas", "muito", "do", "da", "onde", "quando", "está", "foi", "ainda", "você", "eu"],
    };

    private static readonly ILookup<string, string> Languages = SmallWords.SelectMany(pair => pair.Value.Select(word => (word, pair.Key))).ToLookup(pair => pair.word, pair => pair.Key, StringComparer.Ordinal);

    public static string? Of(IEnumerable<string?> texts)
    {
        var text = string.Join('\n', texts.Where(text => text is not null));
        var hits = text[..Math.Min(text.Length, LongestLook)].ToLowerInvariant()
            .Split([' ', '\n', '\r', '\t', ',', '.', '!', '?', ';', ':', '(', ')', '"'], StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(word => Languages[word])
            .CountBy(language => language)
            .OrderByDescending(pair => pair.Value)
            .ToList();
        return hits switch
        {
            [] => null,
            [var only] => only.Value >= FewestHits ? only.Key : null,
            [var best, var second, ..] => best.Value >= FewestHits && best.Value > second.Value ? best.Key : null,
        };
    }
}
