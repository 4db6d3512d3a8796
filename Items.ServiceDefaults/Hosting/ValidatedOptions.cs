using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Items.ServiceDefaults.Hosting;

/// <summary>The one way in which a host takes its options from the environment.</summary>
public static class ValidatedOptions
{
    /// <summary>Binds a section, checks its annotations, and refuses to start with a value that is not allowed.</summary>
    /// <typeparam name="TOptions">The options.</typeparam>
    /// <param name="services">The host's services.</param>
    /// <param name="section">The configuration section.</param>
    public static OptionsBuilder<TOptions> AddValidatedOptions<TOptions>(this IServiceCollection services, string section)
        where TOptions : class =>
        services.AddOptions<TOptions>().BindConfiguration(section).ValidateDataAnnotations().ValidateOnStart();
}
