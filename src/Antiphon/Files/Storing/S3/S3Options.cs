namespace Antiphon.Files.Storing.S3;

/// <summary>Section <c>Files:S3</c> of the configuration: a bucket for contents. Nothing of it means a folder, and part of it is an error at the start.</summary>
internal sealed class S3Options
{
    public const string Section = $"{FilesOptions.Section}:S3";

    /// <summary>Where the store is reached, such as <c>https://s3.eu-central-1.amazonaws.com</c>, without bucket or path.</summary>
    public string Endpoint { get; set; } = "";

    /// <summary>A bucket that is there already.</summary>
    public string Bucket { get; set; } = "";

    /// <summary>The region for which requests are signed. Stores of one's own mostly take any.</summary>
    public string Region { get; set; } = "us-east-1";

    /// <summary>Who asks.</summary>
    public string AccessKey { get; set; } = "";

    /// <summary>What requests are signed with; never logged.</summary>
    public string SecretKey { get; set; } = "";

    /// <summary>What the names of all contents begin with, such as <c>antiphon</c>, so that a bucket may be shared with others.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>Whether the bucket stands in the path, which every store understands, or before the host.</summary>
    public bool PathStyle { get; set; } = true;

    /// <summary>How long the store may take for one answer, or a part of 16 MB of a file on its way.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether there is to be a bucket at all.</summary>
    public bool IsSet => Array.Exists([Endpoint, Bucket, AccessKey, SecretKey, Prefix], text => text.Length > 0);
}
