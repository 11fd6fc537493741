using System.Text;

namespace DevLoop.Benchmarks.Clusters;

/// <summary>What a cluster must hold to be measured on: two pods that run the demo program, or its equal, and Services that lead to them.</summary>
internal static class BenchManifests
{
    /// <summary>The pod of every row that compares.</summary>
    public const string Pod = "devloop-bench-0";

    public const int EchoPort = 7000;
        public const int SinkPort = 7002;
    public const int HttpPort = 8080;

    /// <summary>How many Services there are, for as many forwards.</summary>
    public const int Services = 200;

    /// <summary>Two, since a pod's echo port takes 1,024 connections and the growth row opens 2,000.</summary>
    private const int Pods = 2;

    /// <summary>The Services take turns with the pods.</summary>
    public static string ServiceName(int index) => $"devloop-bench-{index:000}";

    public static string Yaml(string image)
    {
        var yaml = new StringBuilder();
        for (var i = 0; i < Pods; i++)
        {
            yaml.Append($$"""
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: devloop-bench-{{i}}, labels: {devloop-bench: "{{i}}" } }
                spec: {terminationGracePeriodSeconds: 1, containers: [{name: demo, image: {{image}} }]}

                """);
        }

        for (var i = 0; i < Services; i++)
        {
            yaml.Append($$"""
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: {{ServiceName(i)}} }
                spec: {selector: {devloop-bench: "{{i % Pods}}" }, ports: [{port: {{EchoPort}} }]}

                """);
        }

        return yaml.ToString();
    }
}
