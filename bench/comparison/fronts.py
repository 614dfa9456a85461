"""What takes TLS off before a mock, which has none: as cheap as can be had, so that it does not limit."""

import pathlib
import shutil
import sys

from comparison import peers

HERE = pathlib.Path(__file__).resolve().parent

HAPROXY = """
global
  nbthread 1
  maxconn 9900
defaults
  mode tcp
  timeout connect 10s
  timeout client 1h
  timeout server 1h
frontend front
  bind 127.0.0.1:{port} backlog 16384 ssl crt {pair} ssl-min-ver TLSv1.3
  default_backend mock
backend mock
  server mock 127.0.0.1:{mock}
"""

NGINX = """
daemon off; master_process off; worker_processes 1; worker_rlimit_nofile 20000;
pid {folder}/front-{port}.pid; error_log stderr crit;
events {{ worker_connections 65536; }}
http {{
  access_log off; keepalive_requests 1000000000; keepalive_timeout 3600; client_max_body_size 16m;
  client_body_buffer_size 256k; client_body_temp_path {folder}/front-body; proxy_temp_path {folder}/front-proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  ssl_protocols TLSv1.3; ssl_certificate {pair}; ssl_certificate_key {pair};
  upstream mock {{ server 127.0.0.1:{mock}; keepalive 10000; keepalive_requests 1000000000; }}
  server {{
    listen 127.0.0.1:{port} ssl backlog=16384; tcp_nodelay on;
    location / {{
      proxy_pass http://mock; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_buffering off; proxy_read_timeout 3600;
    }}
  }}
}}
"""

# Its file and its settings; the first that is there is taken.
FRONTS = {"haproxy": ("front-{port}.cfg", HAPROXY), "nginx": ("front-{port}.conf", NGINX)}


def command(folder, port, mock, certificate, key):
    """Writes the settings of what takes TLS off before a mock and returns the command that starts it.

    Where no proxy is there it is a program in Python, which limits.
    """
    # haproxy wants both in one file.
    pair = folder / "pair.pem"
    pair.write_text(certificate.read_text() + key.read_text())
    for name, (file, settings) in FRONTS.items():
        if shutil.which(name):
            path = folder / file.format(port=port)
            path.write_text(settings.format(folder=folder, port=port, mock=mock, pair=pair))
            return peers.PEERS[name][3](str(path), str(folder))
    print("  neither haproxy nor nginx is there: what takes TLS off before the mocks limits", file=sys.stderr)
    return [sys.executable, "-B", HERE / "tls_front.py", str(port), str(mock), certificate, key]
