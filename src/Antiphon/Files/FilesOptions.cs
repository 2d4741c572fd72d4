using System.ComponentModel.DataAnnotations;

namespace Antiphon.Files;

/// <summary>Section <c>Files</c> of the configuration.</summary>
internal sealed class FilesOptions
{
    public const string Section = "Files";

    /// <summary>The folder of the contents, of which every node must see the same one. With a bucket (<see cref="Storing.S3.S3Options"/>) it has only what is on its way in, and each node its own.</summary>
    [Required]
    public string Directory { get; set; } = "files";

    /// <summary>Bytes of one file, and of all files of one upload. One more is a 413.</summary>
    [Range(1, 1L << 40)]
    public long MaxBytes { get; set; } = 25 * 1024 * 1024;

    /// <summary>Programs are refused with 415, whatever they are called.</summary>
    public bool BlockExecutables { get; set; }

    /// <summary>Downloads are answered with a 302 to a signed link, which needs no credentials for as long as it lives.</summary>
    public bool RedirectDownloads { get; set; }

    /// <summary>How long a signed link lives.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan LinkLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether attachments that lie elsewhere are copied, so that they are there when the other server is not.</summary>
    public bool CopyForeign { get; set; } = true;

    /// <summary>How long an attachment waits for a message that names it.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan KeepUnused { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long the result of an export can be downloaded.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan KeepExports { get; set; } = TimeSpan.FromDays(30);
}
