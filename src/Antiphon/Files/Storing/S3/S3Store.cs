using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Options;

namespace Antiphon.Files.Storing.S3;

/// <summary>
/// Contents in a bucket of a store that speaks S3. Each is one object, which is there as a whole or not at all; what is on its way in waits in the folder of this node.
/// <para>
/// Calls do not go through the door for outgoing requests, which guards addresses that users type in. This one is the operator's alone, stands in the configuration like that of the
/// database, and is mostly private. Redirects are not followed, so no store leads elsewhere.
/// </para>
/// </summary>
internal sealed class S3Store : IFileStore, IDisposable
{
    /// <summary>From here on a content is sent in parts, so that one which is lost costs little.</summary>
    internal const long PartBytes = 16 * 1024 * 1024;

    // Of a store that speaks S3 every object has at most 10000.
    private const int MostParts = 10_000;
    private const int PartsAtOnce = 2;

    private readonly AmazonS3Client client;
    private readonly string bucket;
    private readonly string prefix;

    public S3Store(IOptions<FilesOptions> files, IOptions<S3Options> s3)
    {
        var options = s3.Value;
        IncomingDirectory = Path.Combine(Path.GetFullPath(files.Value.Directory), "incoming");
        Patience = options.Timeout;
        bucket = options.Bucket;
        prefix = options.Prefix.Trim('/') is { Length: > 0 } folder ? folder + '/' : "";
        client = new AmazonS3Client(new BasicAWSCredentials(options.AccessKey, options.SecretKey), new AmazonS3Config
        {
            ServiceURL = options.Endpoint,
            AuthenticationRegion = options.Region,
            ForcePathStyle = options.PathStyle,
            Timeout = options.Timeout,
            ConnectTimeout = TimeSpan.FromSeconds(3),
            MaxErrorRetry = 2,
            AllowAutoRedirect = false,
            // Otherwise files and variables of the machine that are meant for other programs would have a say.
            DefaultConfigurationMode = DefaultConfigurationMode.Standard,
            IgnoreConfiguredEndpointUrls = true,
            DisableLogging = true,
            // Newer checksums are unknown to many stores; what is sent is signed with its SHA-256 anyway.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        });
    }

    public string IncomingDirectory { get; }

    /// <summary>How long an answer, or the next bytes of one, may take.</summary>
    internal TimeSpan Patience { get; }

    public async Task PutAsync(ContentKey key, string path, CancellationToken cancellationToken)
    {
        var size = new FileInfo(path).Length;
        if (size > PartBytes)
        {
            await PutInPartsAsync(NameOf(key), path, size, cancellationToken);
            return;
        }

        // Not in signed chunks, which not every store takes: the file is read twice instead.
        await AskAsync(() => client.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = NameOf(key), FilePath = path, UseChunkEncoding = false }, cancellationToken), cancellationToken);
    }

    public async Task<Stream?> OpenAsync(ContentKey key, CancellationToken cancellationToken)
    {
        var name = NameOf(key);
        try
        {
            var head = await AskAsync(() => client.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = bucket, Key = name }, cancellationToken), cancellationToken);
            return new S3Content(this, name, head.ContentLength);
        }
        catch (FileStoreException e) when (e.InnerException is AmazonS3Exception { StatusCode: HttpStatusCode.NotFound })
        {
            // The answer to HEAD has no body that tells a content that is not there from a bucket that is not.
            await CheckAsync(cancellationToken);
            return null;
        }
    }

    public Task DeleteAsync(ContentKey key, CancellationToken cancellationToken) =>
        AskAsync(
            async () =>
            {
                try
                {
                    return await client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = bucket, Key = NameOf(key) }, cancellationToken);
                }
                catch (AmazonS3Exception e) when (e.ErrorCode is "NoSuchKey")
                {
                    return null;
                }
            },
            cancellationToken);

    public Task CheckAsync(CancellationToken cancellationToken) => AskAsync(() => client.HeadBucketAsync(new HeadBucketRequest { BucketName = bucket }, cancellationToken), cancellationToken);

    public void Dispose() => client.Dispose();

    /// <summary>Bytes of an object from one place up to another, which is not among them.</summary>
    internal Task<GetObjectResponse> ReadAsync(string name, long from, long to, CancellationToken cancellationToken) =>
        AskAsync(() => client.GetObjectAsync(new GetObjectRequest { BucketName = bucket, Key = name, ByteRange = new ByteRange(from, to - 1) }, cancellationToken), cancellationToken);

    private async Task PutInPartsAsync(string name, string path, long size, CancellationToken cancellationToken)
    {
        var step = Math.Max(PartBytes, (size + MostParts - 1) / MostParts);
        var upload = (await AskAsync(() => client.InitiateMultipartUploadAsync(new InitiateMultipartUploadRequest { BucketName = bucket, Key = name }, cancellationToken), cancellationToken)).UploadId;
        try
        {
            var tags = new PartETag[(int)((size + step - 1) / step)];
            await Parallel.ForAsync(0, tags.Length, new ParallelOptions { MaxDegreeOfParallelism = PartsAtOnce, CancellationToken = cancellationToken }, async (i, token) =>
            {
                var part = new UploadPartRequest
                {
                    BucketName = bucket,
                    Key = name,
                    UploadId = upload,
                    PartNumber = i + 1,
                    FilePath = path,
                    FilePosition = i * step,
                    PartSize = Math.Min(step, size - (i * step)),
                    UseChunkEncoding = false,
                };
                tags[i] = new PartETag(i + 1, (await AskAsync(() => client.UploadPartAsync(part, token), token)).ETag);
            });
            await AskAsync(
                () => client.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest { BucketName = bucket, Key = name, UploadId = upload, PartETags = [.. tags] }, cancellationToken),
                cancellationToken);
        }
        catch
        {
            await ForgetPartsAsync(name, upload);
            throw;
        }
    }

    // Whoever asked may be gone. Parts that stay all the same are nowhere to be seen; a rule of the bucket clears them away (docs/operating.md).
    private async Task ForgetPartsAsync(string name, string upload)
    {
        try
        {
            await AskAsync(() => client.AbortMultipartUploadAsync(new AbortMultipartUploadRequest { BucketName = bucket, Key = name, UploadId = upload }, CancellationToken.None), CancellationToken.None);
        }
        catch (FileStoreException)
        {
            // Why the upload failed is what matters.
        }
    }

    private string NameOf(ContentKey key) => prefix + key.Path;

    private static async Task<T> AskAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
        catch (AmazonServiceException e) when (e.StatusCode >= HttpStatusCode.MultipleChoices)
        {
            throw new FileStoreException($"The file store refuses: {(string.IsNullOrEmpty(e.ErrorCode) ? e.StatusCode : e.ErrorCode)} ({(int)e.StatusCode}).", e);
        }
        catch (Exception e) when (IsBroken(e, cancellationToken))
        {
            throw new FileStoreException($"The file store does not answer: {e.GetBaseException().Message}", e);
        }
    }

    /// <summary>Whether a failure is that of the network or the store, and not that its asker is gone.</summary>
    internal static bool IsBroken(Exception failure, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
        && failure is AmazonClientException or AmazonServiceException or HttpRequestException or IOException or TimeoutException or OperationCanceledException;
}
