using System.Text.Json;

namespace Antiphon.Language.Templates;

/// <summary>What templates are filled from.</summary>
public interface IFacts
{
    /// <summary>Finds a value.</summary>
    /// <param name="path">Where it stands.</param>
    /// <returns>The value, JSON null included; null when there is nothing at that path.</returns>
    JsonElement? Find(FactPath path);
}
