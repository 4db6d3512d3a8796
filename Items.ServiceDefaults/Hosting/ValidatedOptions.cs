using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Items.ServiceDefaults.Hosting;

/// <summary>The one way in which a host takes its options from the environment.</summary>
public static class ValidatedOptions
{
    /// <summary>Binds a section, checks its annotations, and refuses to start with a value that is not allowed.</summary>
    /// <typeparam name="TOptions">The options.</typeparam>
    /// <typeparam name="TValidator">
    /// Their validator, written by the compiler: unlike the annotations read at run time, it may be used by several hosts of one process at once
    /// (a <c>RangeAttribute</c> over text converts its limits without a lock).
    /// </typeparam>
    /// <param name="services">The host's services.</param>
    /// <param name="section">The configuration section.</param>
    public static OptionsBuilder<TOptions> AddValidatedOptions<TOptions, TValidator>(this IServiceCollection services, string section)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        services.AddSingleton<IValidateOptions<TOptions>, TValidator>();
        return services.AddOptions<TOptions>().BindConfiguration(section).ValidateOnStart();
    }
}
