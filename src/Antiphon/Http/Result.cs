using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Http.Conditional;

namespace Antiphon.Http;

/// <summary>Why an operation did not happen. Expected failures travel as values; exceptions are bugs and broken networks.</summary>
internal abstract record Failure
{
    /// <summary>400: the request names something that cannot be; every field error at once.</summary>
    public sealed record InvalidInput(FieldErrors Errors) : Failure;

    /// <summary>404: no such object in this account.</summary>
    public sealed record Missing : Failure;

    /// <summary>409: the identifier is taken, or something else stands in the way.</summary>
    public sealed record Conflicting(string? Message, JsonObject? Data) : Failure;

    /// <summary>400: what should go is needed by others, whom the data names.</summary>
    public sealed record InUse(string Message, JsonObject Data) : Failure;

    /// <summary>403: the role or scope does not allow it.</summary>
    public sealed record Refused(string? Message, string? Scope = null) : Failure;

    /// <summary>410: what is asked for was there and is no longer kept.</summary>
    public sealed record NoLongerKept(string Message, JsonObject Data) : Failure;

    /// <summary>413: more bytes than are taken.</summary>
    public sealed record TooManyBytes(string Message) : Failure;

    /// <summary>415: a kind of file that is not taken.</summary>
    public sealed record WrongKind(string Message) : Failure;

    public static Failure Invalid(FieldErrors errors) => new InvalidInput(errors);

    public static Failure Invalid(string field, string message) => new InvalidInput(new FieldErrors().Add(field, message));

    public static Failure NotFound() => new Missing();

    public static Failure Conflict(string? message = null, JsonObject? data = null) => new Conflicting(message, data);

    public static Failure Needed(string message, JsonObject data) => new InUse(message, data);

    public static Failure Forbidden(string? message = null) => new Refused(message);

    /// <summary>The token's scopes do not include the one that just this request needs.</summary>
    public static Failure NeedsScope(string scope) => new Refused(null, scope);

    public static Failure TooLarge(string message) => new TooManyBytes(message);

    public static Failure NotAccepted(string message) => new WrongKind(message);

    public static Failure Gone(string message, JsonObject data) => new NoLongerKept(message, data);
}

/// <summary>The outcome of an operation: its value, or why it did not happen.</summary>
internal readonly struct Result<T>
{
    private readonly T? value;

    private Result(T? value, Failure? failure)
    {
        this.value = value;
        Failure = failure;
    }

    public Failure? Failure { get; }

    public T Value => Failure is null ? value! : throw new InvalidOperationException($"There is no value: {Failure}.");

    public static Result<T> Of(T value) => new(value, null);

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Failure failure) => new(default, failure);

    /// <summary>Goes on with the value, or passes the failure along.</summary>
    public async Task<Result<TOther>> ThenAsync<TOther>(Func<T, Task<Result<TOther>>> next) => Failure is { } failure ? failure : await next(value!);

    public Result<TOther> Map<TOther>(Func<T, TOther> map) => Failure is { } failure ? failure : map(value!);
}

/// <summary>The outcome of an operation that has nothing to say when it succeeds.</summary>
internal readonly record struct Done;

/// <summary>Turns outcomes into answers. <c>msg</c> is what stands in the body of a 400, such as "Failed to create tag".</summary>
internal static class ResultAnswers
{
    public static IResult ToOk<T, TWire>(this Result<T> result, string msg, Func<T, TWire> map) => Answer(result, msg, value => new WireResult<TWire>(map(value), StatusCodes.Status200OK));

    public static IResult ToCreated<T, TWire>(this Result<T> result, string msg, Func<T, TWire> map) => Answer(result, msg, value => new WireResult<TWire>(map(value), StatusCodes.Status201Created));

    public static IResult ToAccepted<T, TWire>(this Result<T> result, string msg, Func<T, TWire> map) => Answer(result, msg, value => new WireResult<TWire>(map(value), StatusCodes.Status202Accepted));

    public static IResult ToNoContent<T>(this Result<T> result, string msg) => Answer(result, msg, _ => EmptyResult.NoContent);

    /// <summary>An answer that the value makes itself.</summary>
    public static IResult To<T>(this Result<T> result, string msg, Func<T, IResult> success) => Answer(result, msg, success);

    /// <summary>A success without a body: <c>Content-Length: 0</c>.</summary>
    public static IResult ToEmpty<T>(this Result<T> result, string msg, int status) => Answer(result, msg, _ => new EmptyResult(status));

    private static IResult Answer<T>(Result<T> result, string msg, Func<T, IResult> success) => result.Failure is { } failure ? new FailureResult(failure, msg) : success(result.Value);
}

/// <summary>A body of the wire, written with its length so that nothing is chunked.</summary>
internal sealed class WireResult<T>(T value, int status) : IResult, IStatusCodeHttpResult, IValueHttpResult<T>
{
    public int? StatusCode => status;

    public T Value => value;

    public Task ExecuteAsync(HttpContext httpContext) =>
        EntityTag.IsOf<T>()
            ? EntityTag.WriteAsync(httpContext, status, value, httpContext.RequestAborted)
            : WireAnswer.WriteAsync(httpContext, status, value, httpContext.RequestAborted);
}

internal sealed class EmptyResult(int status) : IResult, IStatusCodeHttpResult
{
    public static readonly EmptyResult NoContent = new(StatusCodes.Status204NoContent);

    public int? StatusCode => status;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = status;
        if (status is not StatusCodes.Status204NoContent)
        {
            httpContext.Response.ContentLength = 0;
        }

        return Task.CompletedTask;
    }
}

internal sealed class FailureResult(Failure failure, string msg) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => ApiError.WriteAsync(httpContext, failure, msg, httpContext.RequestAborted);
}

/// <summary>For values whose type is an interface, which no implicit conversion takes.</summary>
internal static class Result
{
    public static Result<T> Of<T>(T value) => Result<T>.Of(value);
}
