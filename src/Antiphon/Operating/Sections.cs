using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Antiphon.Operating;

/// <summary>Sections of the configuration, read once and checked before the server starts.</summary>
internal static class Sections
{
    /// <summary>Reads a section. A value that its annotations do not allow ends the start, and is named as the operator wrote it: <c>Events:Parallel</c>.</summary>
    public static OptionsBuilder<T> AddSection<T>(this IServiceCollection services, string section)
        where T : class
    {
        services.AddSingleton<IValidateOptions<T>>(new ByAnnotations<T>(section));
        return services.AddOptions<T>().BindConfiguration(section).ValidateOnStart();
    }

    private sealed class ByAnnotations<T>(string section) : IValidateOptions<T>
        where T : class
    {
        public ValidateOptionsResult Validate(string? name, T options)
        {
            var found = new List<ValidationResult>();
            return Validator.TryValidateObject(options, new ValidationContext(options), found, validateAllProperties: true)
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail(found.SelectMany(one => one.MemberNames.Select(member => Sentence(member, one.ErrorMessage ?? "cannot be used."))));
        }

        private string Sentence(string member, string message)
        {
            var known = $"The field {member} ";
            return message.StartsWith(known, StringComparison.Ordinal) ? $"{section}:{member} {message[known.Length..]}" : $"{section}:{member}: {message}";
        }
    }
}
