using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Items.Contracts.Webhooks;

namespace Items.Worker.Requests;

/// <summary>Why an attempt failed, in words for whoever owns the endpoint. They name its host and never its URL.</summary>
/// <param name="Outcome">One of <see cref="WebhookOutcomes"/>.</param>
/// <param name="Words">A sentence.</param>
internal sealed record RequestFailure(string Outcome, string Words)
{
    /// <summary>Null for what is no failure of the endpoint.</summary>
    public static RequestFailure? Explain(Exception exception, bool isLate)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case TargetRefusedException:
                    return new(WebhookOutcomes.Refused, cause.Message);
                case NameTimeoutException:
                    return new(WebhookOutcomes.Timeout, cause.Message);
            }
        }

        return exception switch
        {
            _ when isLate || exception is OperationCanceledException or TimeoutException => new(WebhookOutcomes.Timeout, "There was no complete answer in time."),
            HttpRequestException { InnerException: AuthenticationException tls } => new(WebhookOutcomes.Unreachable, $"No TLS connection: {tls.Message}"),
            HttpRequestException { InnerException: SocketException socket } => new(WebhookOutcomes.Unreachable, $"No connection: {socket.Message}"),
            HttpRequestException or IOException => new(WebhookOutcomes.Unreachable, $"The connection did not bring an answer: {(exception.InnerException ?? exception).Message}"),
            // What cannot be made into a request at all.
            UriFormatException or FormatException or ArgumentException or NotSupportedException or InvalidOperationException => new(WebhookOutcomes.Unreachable, exception.Message),
            _ => null,
        };
    }

    /// <summary>For an answer that is not 2xx.</summary>
    public static string Explain(HttpStatusCode status) => (int)status switch
    {
        >= 300 and < 400 => "A redirect is not followed.",
        410 => "The receiver wants nothing more.",
        _ => "Only an answer of 2xx means that it was taken.",
    };
}
