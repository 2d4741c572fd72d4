namespace Antiphon.Search.FullText;

/// <summary>A folded word or stem that a query looks for.</summary>
/// <param name="Word">Letters and digits.</param>
/// <param name="IsBegun">Whether longer words count.</param>
internal readonly record struct Mark(string Word, bool IsBegun)
{
    // An inflection is short. The database has already decided that the ticket matches; this only decides what is shown.
    private const int LongestEnding = 3;

    /// <summary>Whether a folded word of a text is what is looked for.</summary>
    public bool Fits(string word) => word == Word
        || (word.StartsWith(Word, StringComparison.Ordinal) && (IsBegun || (Word.Length > 3 && word.Length - Word.Length <= LongestEnding)));
}
