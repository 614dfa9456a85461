"""The proxies that Mamba is compared with, and their settings for one worker without buffering."""

NGINX = """
daemon off; {processes} worker_processes 1; worker_rlimit_nofile 20000;
pid {folder}/nginx.pid; error_log stderr crit;
# Below a sixteenth of free connections nginx closes idle ones.
events {{ worker_connections 65536; }}
http {{
  access_log off; keepalive_requests 1000000000; keepalive_timeout 3600; client_max_body_size 16m;
  client_body_buffer_size 256k; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  upstream mock {{ server 127.0.0.1:{mock}; {keep} }}
  server {{
    listen 127.0.0.1:{port} backlog=16384; tcp_nodelay on;
    location / {{
      proxy_pass {scheme}://mock; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_buffering off; proxy_read_timeout 3600; {trust}
    }}
  }}
}}
"""

HAPROXY = """
global
  nbthread 1
  maxconn 9900
defaults
  mode http
  timeout connect 10s
  timeout client 1h
  timeout server 1h
  timeout http-keep-alive 1h
  option http-no-delay
  {keep}
frontend front
  bind 127.0.0.1:{port} backlog 16384
  default_backend mock
backend mock
  server mock 127.0.0.1:{mock} pool-max-conn 10000 pool-purge-delay 1h {trust}
"""

ENVOY = """
static_resources:
  listeners:
  - address: {{socket_address: {{address: 127.0.0.1, port_value: {port}}}}}
    filter_chains:
    - filters:
      - name: envoy.filters.network.http_connection_manager
        typed_config:
          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
          stat_prefix: front
          stream_idle_timeout: 3600s
          route_config:
            virtual_hosts:
            - name: all
              domains: ["*"]
              routes: [{{match: {{prefix: "/"}}, route: {{cluster: mock, timeout: 0s}}}}]
          http_filters:
          - name: envoy.filters.http.router
            typed_config: {{"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}}
  clusters:
  - name: mock
    type: STATIC
    {keep}
    circuit_breakers: {{thresholds: [{{max_connections: 20000, max_requests: 20000, max_pending_requests: 20000}}]}}
    load_assignment:
      cluster_name: mock
      endpoints:
      - lb_endpoints:
        - endpoint: {{address: {{socket_address: {{address: 127.0.0.1, port_value: {mock}}}}}}}
    {trust}
"""

ENVOY_TRUST = """transport_socket:
      name: envoy.transport_sockets.tls
      typed_config:
        "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext
        sni: localhost
        common_tls_context:
          tls_params: {{tls_maximum_protocol_version: TLSv1_3}}
          validation_context: {{trusted_ca: {{filename: {certificate}}}}}"""

# What has it keep its connections to the mock, and what has it open one for each request.
KEEP = {
    "nginx": ("keepalive 10000; keepalive_requests 1000000000; keepalive_timeout 1h;", ""),
    "haproxy": ("http-reuse always", "option http-server-close"),
    "envoy": ("", "max_requests_per_connection: 1"),
}

# Its file, its settings, what is added for TLS towards the mock, and its command.
PEERS = {
    "nginx": ("nginx.conf", NGINX,
              "proxy_ssl_protocols TLSv1.3; proxy_ssl_name localhost; "
              "proxy_ssl_verify on; proxy_ssl_trusted_certificate {certificate};",
              lambda path, folder: ["nginx", "-c", path, "-p", folder, "-e", "stderr"]),
    "haproxy": ("haproxy.cfg", HAPROXY, "ssl verify required ca-file {certificate} sni str(localhost)",
                lambda path, folder: ["haproxy", "-db", "-f", path]),
    "envoy": ("envoy.yaml", ENVOY, ENVOY_TRUST,
              lambda path, folder: ["envoy", "--concurrency", "1", "-c", path, "-l", "error"]),
}


def command(name, folder, port, mock, certificate=None, keeps=True, is_single=False):
    """Writes the settings of a proxy and returns the command that starts it.

    `certificate` makes it speak TLS to the mock, and `keeps` keep its connections to it; `is_single` keeps nginx in one process, which is easier to count.
    """
    file, settings, trust, words = PEERS[name]
    path = folder / file
    path.write_text(settings.format(
        folder=folder, port=port, mock=mock, processes="master_process off;" if is_single else "",
        keep=KEEP[name][0 if keeps else 1], scheme="https" if certificate else "http",
        trust=trust.format(certificate=certificate) if certificate else ""))
    return words(str(path), str(folder))
