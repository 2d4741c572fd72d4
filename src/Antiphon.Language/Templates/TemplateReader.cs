using System.Globalization;
using System.Net;
using System.Text;

namespace Antiphon.Language.Templates;

/// <summary>Reads a template from front to back. What is no variable stays text.</summary>
internal sealed class TemplateReader(string source, bool html)
{
    /// <summary>How far a variable reaches at most, so that texts full of braces are read in linear time.</summary>
    private const int MaxVariableLength = 1000;

    private const int MaxFilters = 16;
    private const int MaxArguments = 8;
    private const int MaxProblems = 20;

    private static readonly string[] DoubleQuotes = ["\"", "&quot;", "&#34;", "“", "”"];
    private static readonly string[] SingleQuotes = ["'", "&#39;", "&apos;", "&#x27;"];

    private readonly List<TemplatePart> parts = [];
    private readonly List<TemplateProblem> problems = [];
    private int at;
    private int end;

    public (IReadOnlyList<TemplatePart> Parts, IReadOnlyList<TemplateProblem> Problems) Read()
    {
        var textStart = 0;
        var from = 0;
        var variables = 0;
        while (source.IndexOf("{{", from, StringComparison.Ordinal) is >= 0 and var open)
        {
            if (variables == Template.MaxVariables)
            {
                Problem(open, "There are too many variables.");
                break;
            }

            at = open + 2;
            end = Math.Min(source.Length, open + MaxVariableLength);
            var (variable, problem) = Variable();
            if (variable is null)
            {
                // In "{{{id}}" the second brace may begin what the first does not.
                if (problem is not null && source[at - 1] is not '{')
                {
                    Problem(Math.Min(at, source.Length), problem);
                }

                from = open + 1;
                continue;
            }

            if (open > textStart)
            {
                parts.Add(new TemplatePart(source[textStart..open], null));
            }

            parts.Add(new TemplatePart(null, variable));
            variables++;
            from = textStart = at;
        }

        if (textStart < source.Length || parts.Count == 0)
        {
            parts.Add(new TemplatePart(source[textStart..], null));
        }

        return (parts, problems);
    }

    private (TemplateVariable? Variable, string? Problem) Variable()
    {
        if (Path() is not { } path)
        {
            return (null, "Not a path such as ticket.customer.name.");
        }

        var filters = new List<TemplateFilter>();
        while (true)
        {
            Space();
            if (Take("}}"))
            {
                break;
            }

            if (!Take("|") || filters.Count == MaxFilters || Filter() is not { } filter)
            {
                return (null, "Expected | and a filter, or }}.");
            }

            filters.Add(filter);
        }

        return (new TemplateVariable(path, filters), null);
    }

    private FactPath? Path()
    {
        Space();
        if (Name() is not { } root || char.IsAsciiDigit(root[0]))
        {
            return null;
        }

        List<FactStep> steps = [new(root, 0)];
        while (steps.Count < FactPath.MaxSteps)
        {
            if (Take("."))
            {
                if (Name() is not { } name)
                {
                    return null;
                }

                steps.Add(Step(name));
            }
            else if (Take("["))
            {
                if (Index() is not { } step)
                {
                    return null;
                }

                steps.Add(step);
            }
            else
            {
                return new FactPath(steps);
            }
        }

        return null;
    }

    private FactStep? Index()
    {
        Space();
        FactStep? step;
        if (Text() is { } name)
        {
            step = name.Length == 0 ? null : Step(name);
        }
        else
        {
            var start = at;
            _ = Take("-");
            while (at < end && char.IsAsciiDigit(source[at]))
            {
                at++;
            }

            step = long.TryParse(source.AsSpan(start, at - start), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index) ? new FactStep(null, index) : null;
        }

        Space();
        return Take("]") ? step : null;
    }

    // Django's spelling of a place, messages.0, means the same as messages[0].
    private static FactStep Step(string name) =>
        long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? new FactStep(null, index) : new FactStep(name, 0);

    private TemplateFilter? Filter()
    {
        Space();
        var start = at;
        if (Name() is not { } name)
        {
            return null;
        }

        var arguments = new List<string>();
        Space();
        if (Take("(") && !Arguments(arguments))
        {
            return null;
        }

        if (!TemplateFilters.IsKnown(name))
        {
            Problem(start, $"There is no filter {name}.");
        }

        return new TemplateFilter(name, arguments);
    }

    private bool Arguments(List<string> arguments)
    {
        Space();
        while (!Take(")"))
        {
            if (arguments.Count == MaxArguments || (arguments.Count > 0 && !Take(",")))
            {
                return false;
            }

            Space();
            if ((Text() ?? Name()) is not { } argument)
            {
                return false;
            }

            arguments.Add(argument);
            Space();
        }

        return true;
    }

    private string? Name()
    {
        var start = at;
        while (at < end && (char.IsAsciiLetterOrDigit(source[at]) || source[at] is '_' or '-' or '$'))
        {
            at++;
        }

        return at > start ? source[start..at] : null;
    }

    /// <summary>A quoted text; a backslash keeps the next character from meaning anything.</summary>
    private string? Text()
    {
        var start = at;
        if ((TakeAny(DoubleQuotes) ? DoubleQuotes : TakeAny(SingleQuotes) ? SingleQuotes : null) is not { } quotes)
        {
            return null;
        }

        var text = new StringBuilder();
        while (at < end && !TakeAny(quotes))
        {
            at += source[at] is '\\' && at + 1 < end ? 1 : 0;
            text.Append(source[at++]);
            if (at == end)
            {
                at = start;
                return null;
            }
        }

        return html ? WebUtility.HtmlDecode(text.ToString()) : text.ToString();
    }

    private void Space()
    {
        while (at < end && (char.IsWhiteSpace(source[at]) || (html && string.CompareOrdinal(source, at, "&nbsp;", 0, 6) == 0)))
        {
            at += source[at] is '&' ? 6 : 1;
        }

        at = Math.Min(at, source.Length);
    }

    private bool TakeAny(string[] words) => Array.Exists(words, word => (html || word[0] is not '&') && Take(word));

    private bool Take(string word)
    {
        if (at + word.Length > end || string.CompareOrdinal(source, at, word, 0, word.Length) != 0)
        {
            return false;
        }

        at += word.Length;
        return true;
    }

    private void Problem(int position, string message)
    {
        if (problems.Count < MaxProblems)
        {
            problems.Add(new TemplateProblem(position, message));
        }
    }
}
