from django.http import HttpResponse
def me(request): return HttpResponse("")
def size(request): return HttpResponse("")
def healthz(request): return HttpResponse("ok")
def readyz(request): return HttpResponse("ok")
def csrf_failure(request, reason=""): return HttpResponse("", status=403)
def locked_out(request, *a, **k): return HttpResponse("", status=429)
