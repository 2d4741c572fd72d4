using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Antiphon.Files.Storing.S3;

/// <summary>Says of every setting of a bucket what is wrong with it, all at once and without repeating what may be secret.</summary>
internal sealed partial class CheckS3Options : IValidateOptions<S3Options>
{
    private const int LongestPrefix = 200;

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    public ValidateOptionsResult Validate(string? name, S3Options options)
    {
        var wrong = options.IsSet ? Wrong(options).ToList() : [];
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    private static IEnumerable<string> Wrong(S3Options options)
    {
        if (!IsEndpoint(options.Endpoint))
        {
            yield return $"{S3Options.Section}:{nameof(S3Options.Endpoint)} must be the address of the store, such as https://s3.eu-central-1.amazonaws.com, without a path or credentials.";
        }

        if (!BucketName().IsMatch(options.Bucket))
        {
            yield return $"{S3Options.Section}:{nameof(S3Options.Bucket)} must name a bucket: 3 to 63 lower-case letters, digits, dots and hyphens.";
        }

        if (!Plain().IsMatch(options.Region))
        {
            yield return $"{S3Options.Section}:{nameof(S3Options.Region)} must be a region such as eu-central-1.";
        }

        if (string.IsNullOrWhiteSpace(options.AccessKey))
        {
            yield return $"{S3Options.Section}:{nameof(S3Options.AccessKey)} is missing.";
        }

        if (string.IsNullOrWhiteSpace(options.SecretKey))
        {
            yield return $"{S3Options.Section}:{nameof(S3Options.SecretKey)} is missing.";
        }

        if (options.Prefix.Length > LongestPrefix || !Folder().IsMatch(options.Prefix) || options.Prefix.Split('/').Any(part => part is "." or ".."))
        {
            yield return $"{S3Options.Section}:{nameof(S3Options.Prefix)} must be letters, digits, dots, hyphens and underscores, with single slashes between them, at most {LongestPrefix}.";
        }

        if (options.Timeout < Shortest || options.Timeout > Longest)
        {
            yield return $"{S3Options.Section}:{nameof(S3Options.Timeout)} must be between a second and ten minutes.";
        }
    }

    private static bool IsEndpoint(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "https" or "http", Host.Length: > 0, UserInfo.Length: 0, AbsolutePath: "/", Query.Length: 0, Fragment.Length: 0 };

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\z", RegexOptions.NonBacktracking)]
    private static partial Regex BucketName();

    [GeneratedRegex(@"\A[A-Za-z0-9-]{1,64}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Plain();

    [GeneratedRegex(@"\A([A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*/?)?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Folder();
}
