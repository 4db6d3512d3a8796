using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Items.Testing;

/// <summary>Waits for what happens elsewhere: a condition, a deadline, and a message that says what did not happen.</summary>
public static class Eventually
{
    /// <summary>How long to wait for what is sure to come, also on a machine that has far more to do than it can.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until the condition is true. What it throws is thrown at once.</summary>
    /// <exception cref="TimeoutException">The condition was still false at the deadline (a minute unless given).</exception>
    public static async Task Async(
        Func<Task<bool>> condition,
        TimeSpan? deadline = null,
        string? message = null,
        [CallerArgumentExpression(nameof(condition))] string expression = "")
    {
        var limit = deadline ?? Patience;
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > limit)
            {
                throw new TimeoutException($"Not within {limit.TotalSeconds:0.#} s: {message ?? expression}");
            }

            await Task.Delay(Interval);
        }
    }

    /// <inheritdoc cref="Async(Func{Task{bool}}, TimeSpan?, string?, string)"/>
    public static Task Async(
        Func<bool> condition,
        TimeSpan? deadline = null,
        string? message = null,
        [CallerArgumentExpression(nameof(condition))] string expression = "") =>
        Async(() => Task.FromResult(condition()), deadline, message, expression);

    /// <summary>Repeats an attempt until it throws nothing; at the deadline its last exception is the cause.</summary>
    /// <exception cref="TimeoutException">The attempt still threw at the deadline.</exception>
    public static async Task SucceedsAsync(
        Func<Task> attempt,
        TimeSpan? deadline = null,
        string? message = null,
        [CallerArgumentExpression(nameof(attempt))] string expression = "")
    {
        Exception? last = null;
        try
        {
            await Async(() => TryAsync(attempt, exception => last = exception), deadline, message, expression);
        }
        catch (TimeoutException timeout) when (last is not null)
        {
            throw new TimeoutException($"{timeout.Message}: {last.Message}", last);
        }
    }

    private static async Task<bool> TryAsync(Func<Task> attempt, Action<Exception> failed)
    {
        try
        {
            await attempt();
            return true;
        }
        catch (Exception exception)
        {
            failed(exception);
            return false;
        }
    }
}
